import type { Touched } from "./selection.mjs";

type Steps = "integration" | "browser";

/** @returns the files that differ from where this branch left main @throws SetUpError if git cannot say */
export declare function changedFiles(root: string): string[];

/**
 * @param tests all test files
 * @param reachOf what a test depends on, and how many imports away
 * @returns the test files to run; `left` are affected too, but there is no time for them
 */
export declare function touchedBy(
  changed: string[],
  tests: Record<Steps, string[]>,
  reachOf: (test: string) => Map<string, number>,
): Record<Steps | "left", string[]>;

/** @param log told what has changed, and what there is no time for @returns the tests of two steps that `--changed` runs */
export declare function touchedTests(root: string, log: (sentence: string) => void): Touched;

/** @returns the test files of a step */
export declare function testsIn(root: string, step: Steps): string[];
