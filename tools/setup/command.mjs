import { spawn } from "node:child_process";

const TAIL_CHARACTERS = 4000;

/**
 * Runs a command to its end, keeping what it prints.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<string>} the end of its output (stdout and stderr together, at most 4000 characters)
 * @throws {Error} when it cannot be started or its exit status is not 0; the message ends with its output
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let tail = "";
    const keep = (chunk) => {
      tail = (tail + chunk).slice(-TAIL_CHARACTERS);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.on("error", reject);
    child.on("close", (status, signal) => {
      if (status === 0) resolve(tail);
      else reject(new Error(`${command} ${args.join(" ")} ended with ${signal ?? status}:\n${tail}`));
    });
  });
}

/** @returns {Promise<boolean>} whether the command exists and ends with exit status 0 */
export function succeeds(command, args) {
  return run(command, args).then(
    () => true,
    () => false,
  );
}
