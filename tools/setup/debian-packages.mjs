import path from "node:path";
import { cacheFolder } from "./cache-folder.mjs";
import { run, succeeds } from "./command.mjs";
import { withLock } from "./lock.mjs";
import { findCommand } from "./programs.mjs";
import { SetUpError } from "./set-up-error.mjs";

/**
 * Installs Debian packages, if this user may do so without a password.
 * @param {string[]} packages
 * @param {string} why the first half of the error for the user
 * @param {(sentence: string) => void} log
 * @throws {SetUpError} if apt-get does not exist, may not be used, or fails
 */
export async function installDebianPackages(packages, why, log) {
  const apt = await aptGet();
  const asked = `apt-get install ${packages.join(" ")}`;
  if (!apt) throw new SetUpError(`${why}; please install it (on Debian: ${asked}).`);
  log(`Installing ${packages.join(", ")} with apt-get.`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const [command, ...before] = apt;
  try {
    // apt-get fails at once if another process is reading the package lists, so our own runs take turns.
    await withLock(
      path.join(cacheFolder(), "apt-get.lock"),
      async () => {
        await run(command, [...before, "update"], { env });
        const options = ["install", "--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"];
        await run(command, [...before, ...options, ...packages], { env });
      },
      log,
    );
  } catch (error) {
    throw new SetUpError(`${why}, and ${asked} failed; please install it by hand. ${error.message}`);
  }
}

/** @returns {Promise<string[] | undefined>} the command that runs apt-get as root; `undefined` if that is impossible */
async function aptGet() {
  if (!findCommand("apt-get")) return undefined;
  if (process.getuid?.() === 0) return ["apt-get"];
  return (await succeeds("sudo", ["-n", "true"])) ? ["sudo", "-n", "apt-get"] : undefined;
}
