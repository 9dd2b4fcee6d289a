export type BrowserName = "chromium" | "firefox";

/** The command line's options. */
export interface Options {
  browsers: readonly BrowserName[];
  /** Measures this group alone, and does not write the figures down. */
  only?: "popup";
  /** How often everything is measured, warm-up aside. */
  rounds: number;
  /** A sentence to put below the figures. */
  note?: string;
  help: boolean;
}

export const USAGE: string;

export { OptionError } from "../tools/command-line.mjs";

/**
 * @param args the arguments after `npm run bench --`
 * @throws OptionError
 */
export function readOptions(args: string[]): Options;
