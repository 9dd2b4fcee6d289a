import { spawn } from "node:child_process";

const END_CHARACTERS = 2000;

/**
 * Runs a command to its end without showing its output.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<void>}
 * @throws {Error} if the command cannot be started or its exit status is not 0; the message has the start and end of
 *   its output
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.on("error", reject);
    child.on("close", (status, signal) => {
      if (status === 0) resolve();
      else reject(new Error(`${command} ${args.join(" ")} ended with ${signal ?? status}:\n${ends(output)}`));
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

/** Keeps the start and the end of a text: some programs report the error first, some last. */
function ends(text) {
  if (text.length <= 2 * END_CHARACTERS) return text;
  return `${text.slice(0, END_CHARACTERS)}\n…\n${text.slice(-END_CHARACTERS)}`;
}
