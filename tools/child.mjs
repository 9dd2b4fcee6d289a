import { spawn } from "node:child_process";

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a program on this terminal, and forwards the signals that ask this process to end.
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @param {(child: import("node:child_process").ChildProcess) => void} [started] gets the process once it has started
 * @returns {Promise<{ status: number | null, signal: NodeJS.Signals | null, asked: boolean }>} how it ended, and
 *   whether this process was asked to end meanwhile
 * @throws {Error} if the program cannot be started
 */
export async function runChild(command, args, options = {}, started = () => {}) {
  const child = spawn(command, args, { stdio: "inherit", ...options });
  let asked = false;
  const forward = (signal) => {
    asked = true;
    // In a terminal, Ctrl-C also reaches the child directly. A second signal would look like an impatient user.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (status, signal) => resolve({ status, signal, asked }));
      started(child);
    });
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}
