import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { findProgram } from "./executable.ts";
import { startGuard } from "./guard.ts";

export interface VirtualDisplay {
  /** For `$DISPLAY`, for example `:99`. */
  name: string;
  close(): Promise<void>;
}

/**
 * Starts a screenless X server on a free display, and a window manager in it: without one, no window has the
 * focus, and keys go nowhere.
 * @throws Error that says what to install
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
    // Given a descriptor, Xvfb finds a free number itself and writes it there as soon as it accepts connections.
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
