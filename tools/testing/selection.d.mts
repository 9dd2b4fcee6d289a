/** One step of `npm test`, with the files to run, if not all. */
export interface Step {
  name: string;
  browser?: "chromium" | "firefox";
  after?: string;
  files?: string[];
}

/** What a change affects: the changed files, and the test files of two steps. */
export interface Touched {
  changed: string[];
  integration: string[];
  browser: string[];
}

export interface Selection {
  steps: Step[];
  grep: string | undefined;
  /** How often the steps with tests run. */
  repeat: number;
}

/**
 * @param args the arguments after `npm test --`
 * @param touched called only for `--changed`
 * @throws SetUpError with one sentence for the user
 */
export declare function selection(args: string[], touched?: () => Touched): Selection;
