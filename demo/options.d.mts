export type BrowserName = "chromium" | "firefox";
export type WidgetName = "heartbeat" | "element-call";

/** The command line's options. */
export interface Options {
  browser: BrowserName;
  widget: WidgetName;
  /** Whether to end after the walk. */
  once: boolean;
  /** Whether to open no window, even if there is a screen. */
  headless: boolean;
  help: boolean;
  /** Folder for the pictures of the walk. */
  screenshots?: string;
}

export const USAGE: string;

export { OptionError } from "../tools/command-line.mjs";

/**
 * @param args the arguments after `npm start --`
 * @throws OptionError
 */
export function readOptions(args: string[]): Options;
