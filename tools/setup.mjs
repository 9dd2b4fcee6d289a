import path from "node:path";
import { liveKitServer } from "./livekit.mjs";
import { setUpBrowsers } from "./setup/browsers.mjs";
import { setUpNpmPackages } from "./setup/npm-packages.mjs";
import { DEFAULT_SYNAPSE, synapsePython } from "./synapse-venv.mjs";

const root = path.dirname(import.meta.dirname);

/**
 * Installs what is missing: npm packages, browsers, Synapse, LiveKit. Quick if nothing is missing. Uses only Node's own
 * modules, because it runs before any package is installed.
 * @param {object} options
 * @param {(sentence: string) => void} options.log gets a sentence before anything slow
 * @param {boolean} [options.browsers] whether browsers are needed
 * @param {string[]} [options.synapses] the releases of Synapse that are needed
 * @param {boolean} [options.calls] whether there will be calls; their media then goes through LiveKit, if it can be
 *   built
 * @returns {Promise<{ liveKit: Promise<unknown> }>} resolves once everything but LiveKit is installed; `liveKit`
 *   settles when that is built or has failed, after minutes of spare processor time
 * @throws {import("./setup/set-up-error.mjs").SetUpError} if the user must install something
 */
export async function setUp({ log, browsers = true, synapses = [DEFAULT_SYNAPSE], calls = false }) {
  const liveKit = calls ? liveKitServer(log) : Promise.resolve();
  await setUpNpmPackages(root, log);
  if (browsers) await setUpBrowsers(log);
  for (const version of synapses) await synapsePython(version, log);
  return { liveKit };
}
