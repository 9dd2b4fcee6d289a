import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { VirtualDisplay } from "./contract.ts";
import { findProgram } from "./executable.ts";
import { startGuard } from "./guard.ts";

/**
 * Starts an X server without a screen on a free display, with a window manager. Without that, no window would have the
 * focus, and keys would be lost.
 * @throws Error that names the packages to install
 */
export async function startDisplay(): Promise<VirtualDisplay> {
  const guard = startGuard();
  const processes: ChildProcess[] = [];

  function start(program: string, args: string[], env = process.env): ChildProcess {
    const file = findProgram(program);
    if (!file) throw new Error(`${program} is not installed. Debian: apt-get install xvfb openbox xdotool`);
    const child = spawn(file, args, { env, detached: true, stdio: ["ignore", "pipe", "ignore", "pipe"] });
    guard.kills(child.pid);
    processes.unshift(child);
    return child;
  }

  async function close(): Promise<void> {
    for (const child of processes.filter(isRunning)) {
      const exited = once(child, "exit");
      child.kill();
      await exited;
    }
    guard.dismiss();
  }

  try {
    // With a descriptor, Xvfb chooses a free number itself, and writes it there once it accepts connections.
    const args = ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"];
    const server = start("Xvfb", args);
    const name = `:${await firstLine(server, server.stdio[3] as Readable)}`;
    const env = { ...process.env, DISPLAY: name };
    const manager = start("openbox", ["--startup", "echo ready"], env);
    await firstLine(manager, manager.stdout as Readable);
    return { name, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** @throws Error when the process ends before it has written a line */
async function firstLine(child: ChildProcess, output: Readable): Promise<string> {
  for await (const line of createInterface(output)) return line;
  throw new Error(`${child.spawnfile} ended before it was ready.`);
}
