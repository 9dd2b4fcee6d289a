import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { SetUpError } from "../setup/set-up-error.mjs";
import { importGraph } from "./import-graph.mjs";
import { LONG, PROOFS } from "./proofs.mjs";

/** Maximum number of test files of each step, so that everything takes less than three minutes. */
const MOST = { integration: 4, browser: 2 };

/** The distance of a test to what it proves without importing it: only a test that has itself changed is nearer. */
const PROOF = 0.5;

/**
 * @param {string} root the work tree
 * @returns {string[]} the files that differ from where this branch left main: committed, uncommitted or new
 * @throws {SetUpError} if git cannot say
 */
export function changedFiles(root) {
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();
  try {
    const base = git("merge-base", "HEAD", "main");
    const listed = [git("diff", "--name-only", base), git("ls-files", "--others", "--exclude-standard")];
    return listed.flatMap((names) => names.split("\n")).filter((name) => name !== "");
  } catch (error) {
    throw new SetUpError(`git cannot say what has changed since main: ${error.message.trim()}`);
  }
}

/**
 * Finds the test files that a change affects: those that import a changed file, nearest first, and those that `PROOFS`
 * names for it.
 * @param {string[]} changed
 * @param {Record<"integration" | "browser", string[]>} tests all test files
 * @param {(test: string) => Map<string, number>} reachOf the files that a test depends on, with their distance in
 *   imports
 * @returns {Record<"integration" | "browser" | "left", string[]>} `left` are affected, too, but exceed three minutes
 */
export function touchedBy(changed, tests, reachOf) {
  const proofs = new Set(
    changed.flatMap((file) => PROOFS.find(([start]) => file.startsWith(start))?.[1] ?? []),
  );
  const left = [];

  function nearest(step) {
    const touched = tests[step]
      .map((test) => ({
        test,
        steps: Math.min(distance(reachOf(test), changed), proofs.has(test) ? PROOF : Infinity),
      }))
      .filter(({ steps }) => steps !== Infinity)
      .sort((one, other) => isLate(one) - isLate(other) || one.steps - other.steps)
      .map(({ test }) => test);
    left.push(...touched.slice(MOST[step]));
    return touched.slice(0, MOST[step]);
  }

  return { integration: nearest("integration"), browser: nearest("browser"), left };
}

/**
 * The tests of the slow steps that `npm test -- --changed` runs.
 * @param {string} root the work tree
 * @param {(sentence: string) => void} log gets the number of changes, and of tests that do not fit
 * @returns {import("./selection.mjs").Touched}
 */
export function touchedTests(root, log) {
  const changed = changedFiles(root);
  const tests = { integration: testsIn(root, "integration"), browser: testsIn(root, "browser") };
  const { left, ...touched } = touchedBy(changed, tests, importGraph(root).reachOf);
  log(`${changed.length} files have changed since main.`);
  if (left.length > 0)
    log(`${left.length} more test files are affected than fit in three minutes; npm test runs them.`);
  return { changed, ...touched };
}

/** @returns {string[]} the test files of a step */
export function testsIn(root, step) {
  const names = readdirSync(path.join(root, "test", step), { recursive: true });
  return names
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => path.join("test", step, name))
    .sort();
}

/** Slow tests come after the others, unless they have changed themselves. */
function isLate({ test, steps }) {
  return steps > 0 && LONG.test(test);
}

function distance(reach, changed) {
  return Math.min(...changed.map((file) => reach.get(file) ?? Infinity));
}
