import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { SetUpError } from "./set-up-error.mjs";

const RETRY_MS = 250;
const TIMEOUT_MS = 10 * 60_000;

/**
 * Runs `work` while this process holds the lock, so that no other process with the same lock file runs its own.
 * @template T
 * @param {string} file the lock; it contains its owner's process id and is removed afterwards
 * @param {() => Promise<T>} work
 * @param {(sentence: string) => void} log
 * @returns {Promise<T>} the result of `work`
 * @throws {SetUpError} if another living process holds the lock for ten minutes
 */
export async function withLock(file, work, log) {
  const deadline = Date.now() + TIMEOUT_MS;
  let waiting = false;
  while (!taken(file)) {
    const owner = ownerOf(file);
    if (owner !== undefined && !isAlive(owner) && released(file, owner)) continue;
    if (Date.now() > deadline) {
      throw new SetUpError(
        `Process ${owner ?? "unknown"} has held ${file} for ten minutes: end it or remove the file.`,
      );
    }
    if (!waiting) log(`Waiting for process ${owner ?? "unknown"}, which is installing the same thing.`);
    waiting = true;
    await pause(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @returns {boolean} whether this process has taken the lock; creating the file exclusively is the only atomic step */
function taken(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Removes a dead owner's lock. Only one process at a time may do this: another may have removed and taken the lock
 * since its owner was read.
 * @returns {boolean} whether to try for the lock again at once
 */
function released(file, deadOwner) {
  const releasing = `${file}.releasing`;
  if (!taken(releasing)) return false;
  try {
    if (ownerOf(file) === deadOwner) rmSync(file, { force: true });
    return true;
  } finally {
    rmSync(releasing, { force: true });
  }
}

/**
 * @returns {number | undefined} the owner's id; `undefined` if the lock is gone, or its owner has not written its id
 * yet
 */
function ownerOf(file) {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process is alive, and belongs to another user.
    return error.code === "EPERM";
  }
}
