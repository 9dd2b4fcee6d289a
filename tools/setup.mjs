import path from "node:path";
import { liveKitServer } from "./livekit.mjs";
import { setUpBrowsers } from "./setup/browsers.mjs";
import { setUpNpmPackages } from "./setup/npm-packages.mjs";
import { DEFAULT_SYNAPSE, synapsePython } from "./synapse-venv.mjs";

const root = path.dirname(import.meta.dirname);

/**
 * Installs what is missing: npm packages, browsers, Synapse, LiveKit. Uses what comes with Node alone, because it runs before any
 * package is there, and is quick when nothing is missing.
 * @param {object} options
 * @param {(sentence: string) => void} options.log told before anything slow
 * @param {boolean} [options.browsers] whether browsers are needed
 * @param {string[]} [options.synapses] the releases of Synapse that are needed
 * @param {boolean} [options.calls] whether calls are made, whose media LiveKit carries where it can be built
 * @returns {Promise<{ liveKit: Promise<unknown> }>} `liveKit` settles when that is built or cannot be; it takes minutes of
 *   what the processor has left over, and all else is there before
 * @throws {import("./setup/set-up-error.mjs").SetUpError} when something has to be installed by hand
 */
export async function setUp({ log, browsers = true, synapses = [DEFAULT_SYNAPSE], calls = false }) {
  const liveKit = calls ? liveKitServer(log) : Promise.resolve();
  await setUpNpmPackages(root, log);
  if (browsers) await setUpBrowsers(log);
  for (const version of synapses) await synapsePython(version, log);
  return { liveKit };
}
