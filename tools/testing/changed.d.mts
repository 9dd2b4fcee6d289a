import type { Touched } from "./selection.mjs";

type Steps = "integration" | "browser";

/** @returns the files that differ from where this branch left main @throws SetUpError if git cannot say */
export declare function changedFiles(root: string): string[];

/**
 * @param tests all test files
 * @param reachOf the files that a test depends on, with their distance in imports
 * @returns the test files to run; `left` are affected, too, but there is no time for them
 */
export declare function touchedBy(
  changed: string[],
  tests: Record<Steps, string[]>,
  reachOf: (test: string) => Map<string, number>,
): Record<Steps | "left", string[]>;

/**
 * @param log gets the number of changes, and of tests that do not fit @returns the tests of two steps for `--changed`
 */
export declare function touchedTests(root: string, log: (sentence: string) => void): Touched;

/** @returns the test files of a step */
export declare function testsIn(root: string, step: Steps): string[];
