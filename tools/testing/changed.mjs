import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { SetUpError } from "../setup/set-up-error.mjs";
import { importGraph } from "./import-graph.mjs";
import { LONG, PROOFS } from "./proofs.mjs";

/** How many files of a step are run at the most, so that all is done within three minutes. */
const MOST = { integration: 4, browser: 2 };

/** How near a test is to what it proves without importing it: a test that has changed itself is nearer, and none else. */
const PROOF = 0.5;

/**
 * @param {string} root the work tree
 * @returns {string[]} what differs from where this branch left main: committed, or not yet, or new
 * @throws {SetUpError} where git cannot say
 */
export function changedFiles(root) {
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();
  try {
    const base = git("merge-base", "HEAD", "main");
    const listed = [git("diff", "--name-only", base), git("ls-files", "--others", "--exclude-standard")];
    return listed.flatMap((names) => names.split("\n")).filter((name) => name !== "");
  } catch (error) {
    throw new SetUpError(`git does not say what has changed since main: ${error.message.trim()}`);
  }
}

/**
 * Which test files a change touches: those that import it, the nearest first, and those that `PROOFS` names for what is built.
 * @param {string[]} changed
 * @param {Record<"integration" | "browser", string[]>} tests all there are
 * @param {(test: string) => Map<string, number>} reachOf what a test needs, and over how many imports
 * @returns {Record<"integration" | "browser" | "left", string[]>} `left` are touched too, and more than three minutes hold
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
 * What `npm test -- --changed` runs of the steps that take long.
 * @param {string} root the work tree
 * @param {(sentence: string) => void} log told what has changed, and for what there is no time
 * @returns {import("./selection.mjs").Touched}
 */
export function touchedTests(root, log) {
  const changed = changedFiles(root);
  const tests = { integration: testsIn(root, "integration"), browser: testsIn(root, "browser") };
  const { left, ...touched } = touchedBy(changed, tests, importGraph(root).reachOf);
  log(`${changed.length} files have changed since main.`);
  if (left.length > 0)
    log(`${left.length} more files of tests are touched than three minutes hold; npm test runs them.`);
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

/** What takes long waits for the others, unless it has changed itself. */
function isLate({ test, steps }) {
  return steps > 0 && LONG.test(test);
}

function distance(reach, changed) {
  return Math.min(...changed.map((file) => reach.get(file) ?? Infinity));
}
