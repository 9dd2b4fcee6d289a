/** What failed in a run, and why. */
export interface Red {
  test: string;
  why: string;
}

/** Counts how often each test was red over the runs of its step. */
export declare class RedTally {
  /** Whether a test was red. */
  get any(): boolean;
  /** @param red what failed in one run of the step */
  add(step: string, red: Red[]): void;
  /**
   * @returns a line for each red test, the most frequent first, with one for each of its reasons below; one that says so if
   *   none was
   */
  lines(): string[];
}
