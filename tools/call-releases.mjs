import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "./setup/cache-folder.mjs";
import { run } from "./setup/command.mjs";
import { withLock } from "./setup/lock.mjs";
import { SetUpError } from "./setup/set-up-error.mjs";

const NAME = "@element-hq/element-call-embedded";

/** The package's digests, as in package-lock.json: npm refuses anything else. */
const DIGESTS = {
  "0.9.0": "W/ocQqfzU1rqwjLBCjCpeIEJTX2iCqn8CR3GRF0kqd5wsehPDhIsGPnUDmFalY/iN15eRDx/hex2rgOOJzFoGg==",
  "0.16.1": "g3v/QFuNy8YVRGrKC5SxjIYvgBh6biOHgejhJT2Jk/yjOOUEuP0y2PBaADm+suPD9BB/Vk1jPxFk2uEIpEzhpA==",
  "0.19.1": "RDZY3P3LTx10ACaGhzkwh2+boNB3x54zHF/7v/cCyoQlAVfEYMhgMEb4CRTwJFwwYFe1r++6Higa0A0G5XxZ8Q==",
  "0.22.0": "OhYxZq0+4Z+p8AwofGeptqjH/M2xSFdYQpIC5LrIujgR5XOWr8hgE4/50tGI6jA01iQzqkl6uOOnBvdZqRjrYQ==",
  "0.24.0": "mVDrl7ohBrEh2vlXuBN//Nmq8r/FdwbmE0LS0eK+xMIf2bOWBgIKfeODI21Vs+yhu8IiFDhHv7qGQYE39h0reA==",
};

/** Releases of Element Call that clients still ship, the oldest first. @type {string[]} */
export const OLDER_CALLS = Object.keys(DIGESTS);

/**
 * Fetches the pages of an older release of Element Call, from npm the first time (a 12 MB download).
 * @param {string} version one of `OLDER_CALLS`
 * @param {(sentence: string) => void} [log] gets a sentence before anything slow
 * @returns {Promise<string>} absolute path of the folder with its index.html
 * @throws {SetUpError} if the release cannot be fetched, or its digest is wrong
 */
export async function olderCall(version, log = () => {}) {
  const folder = path.join(cacheFolder(), `element-call-${version}`);
  if (!existsSync(folder)) await withLock(`${folder}.lock`, () => fetchCall(version, folder, log), log);
  return folder;
}

/** Runs npm in a temporary folder, and keeps only the pages. */
async function fetchCall(version, folder, log) {
  if (existsSync(folder)) return;
  log(`Fetching Element Call ${version} from npm into ${folder} (once).`);
  const work = `${folder}.fetching`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  try {
    const dependencies = { [NAME]: version };
    writeFileSync(path.join(work, "package.json"), JSON.stringify({ dependencies }));
    writeFileSync(path.join(work, "package-lock.json"), JSON.stringify(lockfile(version, dependencies)));
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    await run("npm", ["ci", "--ignore-scripts", ...quiet], { cwd: work });
    const dist = path.join(work, "node_modules", NAME, "dist");
    removeSourceMaps(dist);
    renameSync(dist, folder);
  } catch (error) {
    throw new SetUpError(`Element Call ${version} could not be fetched. ${error.message}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function lockfile(version, dependencies) {
  const [, file] = NAME.split("/");
  const resolved = `https://registry.npmjs.org/${NAME}/-/${file}-${version}.tgz`;
  return {
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { dependencies },
      [`node_modules/${NAME}`]: { version, resolved, integrity: `sha512-${DIGESTS[version]}` },
    },
  };
}

/** Removes the source maps, which are three quarters of the package, and which no test reads. */
function removeSourceMaps(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".map"))) rmSync(path.join(folder, file));
}
