import type { Touched } from "./selection.mjs";

type Steps = "integration" | "browser";

/** @returns what differs from where this branch left main @throws SetUpError where git cannot say */
export declare function changedFiles(root: string): string[];

/**
 * @param tests all there are
 * @param reachOf what a test needs, and over how many imports
 * @returns the test files that are run; `left` are those that are touched, too, and for which there is no time
 */
export declare function touchedBy(
  changed: string[],
  tests: Record<Steps, string[]>,
  reachOf: (test: string) => Map<string, number>,
): Record<Steps | "left", string[]>;

/** @param log told what has changed, and for what there is no time @returns what `npm test -- --changed` runs of two steps */
export declare function touchedTests(root: string, log: (sentence: string) => void): Touched;

/** @returns the test files of a step */
export declare function testsIn(root: string, step: Steps): string[];
