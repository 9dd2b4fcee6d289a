/** Counts how often each test was red over the runs of its step. */
export declare class RedTally {
  /** @param red what failed in one run of the step */
  add(step: string, red: string[]): void;
  /** @returns a line for each red test, the most frequent first; one that says so if none was */
  lines(): string[];
}
