export type BrowserName = "chromium" | "firefox";

/** The command line's options. */
export interface Options {
  browser: BrowserName;
  /** How long the call lasts. */
  minutes: number;
  /** A sentence to put below the figures. */
  note?: string;
  help: boolean;
}

export const USAGE: string;

export { OptionError } from "../../tools/command-line.mjs";

/**
 * @param args the arguments after `npm run soak --`
 * @throws OptionError
 */
export function readOptions(args: string[]): Options;
