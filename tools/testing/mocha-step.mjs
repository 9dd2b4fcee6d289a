import path from "node:path";
import { runChild } from "../child.mjs";

/**
 * The outcome of a step.
 * @typedef {{ passed: number, failed: number, red: import("./red.mjs").Red[], note?: string }} Result `red` has the
 *   failures; `note` explains what the counts do not show
 */

const EXIT_MS = 30_000;
const KILL_MS = 3_000;

/**
 * Runs one mocha suite. A skipped test counts as failed. A suite that runs no test, dies early, or leaves something
 * running counts as one more failure.
 * @param {string} root the work tree
 * @param {{ files: string[], grep?: string, env?: Record<string, string>, jobs?: number, output?:
 *   import("./held-output.mjs").HeldOutput }} suite `files` are patterns for mocha; `grep` chooses tests by name;
 *   `jobs` is how many files may run at the same time; `output` gets the output instead of the terminal
 * @returns {Promise<Result>}
 */
export async function runMocha(root, { files, grep, env, jobs, output }) {
  const watch = new EndWatch();
  const options = {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["inherit", ...Array(2).fill(output ? "pipe" : "inherit"), "ipc"],
  };
  const args = [
    "node_modules/mocha/bin/mocha.js",
    "--forbid-only",
    "--forbid-pending",
    `--reporter=${path.join(import.meta.dirname, "counting-reporter.mjs")}`,
    ...(jobs === undefined ? [] : ["--parallel", `--jobs=${jobs}`]),
    ...(grep === undefined ? [] : ["--grep", grep]),
    ...files,
  ];
  const end = await runChild(process.execPath, args, options, (child) => {
    output?.take(child);
    watch.start(child);
  });
  watch.stop();
  return verdict(watch, end);
}

/**
 * @param {{ counts?: { passed: number, failed: number, red: import("./red.mjs").Red[] }, killed: boolean }} seen the
 *   reporter's counts, and whether the process had to be killed
 * @param {{ status: number | null, signal: string | null }} end how the process ended
 */
function verdict({ counts, killed }, { status, signal }) {
  const how = signal ?? `exit status ${status}`;
  if (!counts)
    return failed({ passed: 0, failed: 0, red: [] }, `it ended with ${how} before its tests had finished`);
  if (killed) return failed(counts, "it left something running after its last test");
  if (counts.passed + counts.failed === 0) return failed(counts, "it ran no test");
  if (counts.failed === 0 && status !== 0) return failed(counts, `it ended with ${how}`);
  return counts;
}

/** Adds a failure that is not a test's. */
function failed(counts, note) {
  return {
    ...counts,
    failed: counts.failed + 1,
    red: [...counts.red, { test: "the step", why: note }],
    note,
  };
}

/** Notes the counts when they arrive, and then waits half a minute for the process to end by itself. */
class EndWatch {
  counts = undefined;
  killed = false;
  #timers = [];

  start(child) {
    child.on("message", (counts) => {
      this.counts = counts;
      this.#timers.push(
        setTimeout(() => {
          this.killed = true;
          // SIGTERM first, so that a test process can close its browser.
          child.kill("SIGTERM");
          this.#timers.push(setTimeout(() => child.kill("SIGKILL"), KILL_MS));
        }, EXIT_MS),
      );
    });
  }

  stop() {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
