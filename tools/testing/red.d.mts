/** A failure in a run, with its reason. */
export interface Red {
  test: string;
  why: string;
}

/** Counts how often each test was red over the runs of its step. */
export declare class RedTally {
  /** Whether a test was red. */
  get any(): boolean;
  /** @param red the failures in one run of the step */
  add(step: string, red: Red[]): void;
  /**
   * @returns a line for each red test, the most frequent first, followed by one for each reason; a single line if no
   *   test was red
   */
  lines(): string[];
}

/**
 * @param error what a test or hook threw
 * @returns its message and those of its causes, since a wait that is over does not tell what the last check threw
 */
export declare function reasonOf(error: unknown): string;
