export type BrowserName = "chromium" | "firefox";

/** What was asked for on the command line. */
export interface Options {
  browser: BrowserName;
  /** How long the call lasts. */
  minutes: number;
  /** A sentence that is put below the figures. */
  note?: string;
  help: boolean;
}

export const USAGE: string;

export { OptionError } from "../../tools/command-line.mjs";

/**
 * @param args the words after `npm run soak --`
 * @throws OptionError
 */
export function readOptions(args: string[]): Options;
