import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "./cache-folder.mjs";
import { run } from "./command.mjs";
import { withLock } from "./lock.mjs";
import { SetUpError } from "./set-up-error.mjs";

/**
 * Makes node_modules match package-lock.json, with `npm ci` if necessary.
 * @param {string} root the work tree
 * @param {(sentence: string) => void} log
 * @throws {SetUpError} if `npm ci` fails
 */
export async function setUpNpmPackages(root, log) {
  if (isInstalled(root)) return;
  const lock = path.join(cacheFolder(), `npm-ci-${digest(root).slice(0, 16)}.lock`);
  await withLock(lock, () => install(root, log), log);
}

async function install(root, log) {
  if (isInstalled(root)) return;
  log("Installing the npm packages (npm ci).");
  try {
    // With NODE_ENV=production npm would omit the packages for building and testing.
    await run("npm", ["ci", "--include=dev", "--loglevel=error"], { cwd: root });
  } catch (error) {
    throw new SetUpError(`The npm packages could not be installed. ${error.message}`);
  }
  stamp(root);
}

/** Says whether node_modules has the lockfile's packages, according to a stamp or else a comparison. */
function isInstalled(root) {
  const stampFile = path.join(root, "node_modules/.postdate-lock");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === lockfileDigest(root)) return true;
  if (!matchesHiddenLockfile(root)) return false;
  stamp(root);
  return true;
}

/**
 * Says whether the user has installed the same packages with npm directly. npm writes the hidden lockfile last, so an
 * interrupted install has none.
 */
function matchesHiddenLockfile(root) {
  const hidden = path.join(root, "node_modules/.package-lock.json");
  if (!existsSync(hidden)) return false;
  const wanted = packagesIn(path.join(root, "package-lock.json"));
  const present = packagesIn(hidden);
  return Object.entries(wanted).every(([name, { version, integrity, optional }]) => {
    const found = present[name];
    // Skip the root itself, and optional packages for other systems, which npm does not install.
    if (name === "" || (!found && optional)) return true;
    return found?.version === version && found.integrity === integrity;
  });
}

function packagesIn(lockfile) {
  return JSON.parse(readFileSync(lockfile, "utf8")).packages;
}

function stamp(root) {
  writeFileSync(path.join(root, "node_modules/.postdate-lock"), lockfileDigest(root));
}

function lockfileDigest(root) {
  return digest(readFileSync(path.join(root, "package-lock.json")));
}

function digest(data) {
  return createHash("sha256").update(data).digest("hex");
}
