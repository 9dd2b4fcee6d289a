import { spawn } from "node:child_process";
import { open } from "node:fs/promises";

const KILL_MS = 10_000;

/** A program that runs alongside the tests. */
export interface ChildProcess {
  /** Resolves when it has ended, with its exit status or signal. */
  exited: Promise<string>;
  /** Asks it to end, kills it after ten seconds, and resolves when it has ended. */
  stop(): Promise<void>;
}

/**
 * Starts a program whose output is appended to a file. Its standard input is a pipe that closes when this process
 * dies, even by SIGKILL. A program that must die with us watches it.
 * @throws Error when it cannot be started
 */
export async function startProcess(
  command: string,
  args: string[],
  outputFile: string,
): Promise<ChildProcess> {
  const output = await open(outputFile, "a");
  const child = spawn(command, args, { stdio: ["pipe", output.fd, output.fd] });
  const exited = new Promise<string>((resolve) => {
    child.once("exit", (status, signal) => resolve(signal ?? `exit status ${status}`));
  });
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
  } finally {
    await output.close();
  }
  return {
    exited,
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), KILL_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
