export type BrowserName = "chromium" | "firefox";

/** What was asked for on the command line. */
export interface Options {
  browsers: readonly BrowserName[];
  /** How often everything is measured that counts. */
  rounds: number;
  /** A sentence that is put below the figures. */
  note?: string;
  help: boolean;
}

export const USAGE: string;

export { OptionError } from "../tools/command-line.mjs";

/**
 * @param args the words after `npm run bench --`
 * @throws OptionError
 */
export function readOptions(args: string[]): Options;
