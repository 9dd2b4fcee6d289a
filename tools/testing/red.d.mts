/** Counts, over the runs of each step, which tests were red how often. */
export declare class RedTally {
  /** @param red what failed in one run of the step */
  add(step: string, red: string[]): void;
  /** @returns a line for each that was red, the most frequent first; one that says so where none was */
  lines(): string[];
}
