/** One step of `npm test`, and the files of it that are run, where these are not all. */
export interface Step {
  name: string;
  browser?: "chromium" | "firefox";
  after?: string;
  files?: string[];
}

/** What a change touches: test files of two steps, for the files that have changed. */
export interface Touched {
  changed: string[];
  integration: string[];
  browser: string[];
}

export interface Selection {
  steps: Step[];
  grep: string | undefined;
  /** How many times those steps are run that run tests. */
  repeat: number;
}

/**
 * @param args the words after `npm test --`
 * @param touched asked for `--changed` alone
 * @throws SetUpError in one sentence for who typed them
 */
export declare function selection(args: string[], touched?: () => Touched): Selection;
