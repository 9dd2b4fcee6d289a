export type BrowserName = "chromium" | "firefox";

/** The command line's options. */
export interface Options {
  browsers: readonly BrowserName[];
  /** The group that alone is measured, and not written down. */
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
