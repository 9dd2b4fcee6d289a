import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "./setup/cache-folder.mjs";
import { run, succeeds } from "./setup/command.mjs";
import { installDebianPackages } from "./setup/debian-packages.mjs";
import { withLock } from "./setup/lock.mjs";
import { SetUpError } from "./setup/set-up-error.mjs";

/** The Synapse that tests and demo use unless they ask for another: the newest on PyPI when this was written. */
export const DEFAULT_SYNAPSE = "1.163.2";

/**
 * One release of each generation of delayed events, the oldest first: the integration tests run the extension with
 * each.
 */
export const SYNAPSES = ["1.115.0", "1.116.0", "1.126.0", "1.143.0", "1.156.0", "1.157.1", DEFAULT_SYNAPSE];

/**
 * The Python that runs a given Synapse, in a venv that is created the first time (about half a minute, 240 MB).
 * @param {string} [version] a release on PyPI, such as "1.116.0"
 * @param {(sentence: string) => void} [log] gets a sentence before anything slow
 * @returns {Promise<string>} absolute path of the venv's python
 * @throws {SetUpError} if Python is missing or the packages cannot be installed
 */
export async function synapsePython(version = DEFAULT_SYNAPSE, log = () => {}) {
  if (!/^\d+\.\d+\.\d+(rc\d+)?$/.test(version))
    throw new SetUpError(`"${version}" is not a version of Synapse.`);
  const venv = path.join(cacheFolder(), `synapse-${version}`);
  const python = path.join(venv, "bin/python");
  if (!isComplete(venv)) {
    await withLock(`${venv}.lock`, () => makeVenv(venv, version, log), log);
  }
  return python;
}

/** Checks the stamp, which is written last. It names the interpreter, since replacing that breaks the venv, too. */
function isComplete(venv) {
  const stamp = path.join(venv, ".postdate-complete");
  const python = path.join(venv, "bin/python");
  return existsSync(stamp) && existsSync(python) && readFileSync(stamp, "utf8") === realpathSync(python);
}

async function makeVenv(venv, version, log) {
  if (isComplete(venv)) return;
  rmSync(venv, { recursive: true, force: true });
  await setUpPython(log);
  log(`Installing Synapse ${version} in ${venv} (once; about half a minute).`);
  const python = path.join(venv, "bin/python");
  try {
    await run("python3", ["-m", "venv", venv]);
    await run(python, ["-m", "pip", "install", "--quiet", "--no-input", ...requirements(version)]);
  } catch (error) {
    throw new SetUpError(`Synapse ${version} could not be installed. ${error.message}`);
  }
  writeFileSync(path.join(venv, ".postdate-complete"), realpathSync(python));
}

/** Adds upper bounds that old versions lack: they break with later releases of their requirements. */
function requirements(version) {
  const minor = Number(version.split(".")[1]);
  return [
    `matrix-synapse==${version}`,
    ...(minor <= 143 ? ["prometheus_client==0.22.1"] : []),
    ...(minor <= 116 ? ["Twisted==24.7.0"] : []),
  ];
}

/** Installs python3-venv if necessary: without it, Debian's Python lacks ensurepip, which a venv needs. */
async function setUpPython(log) {
  const hasVenv = () => succeeds("python3", ["-c", "import ensurepip, venv"]);
  if (await hasVenv()) return;
  const why = "Synapse needs python3 with its venv module";
  await installDebianPackages(["python3", "python3-venv"], why, log);
  if (!(await hasVenv())) throw new SetUpError(`${why}, which the python3 in PATH lacks; please add it.`);
}
