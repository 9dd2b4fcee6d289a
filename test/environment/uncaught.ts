import type { LogEntry, TestBrowser } from "./browsers.ts";

/** Firefox says so of a page that is closed while it waits for an answer. No code of the page's own could catch that. */
const CLOSED_WHILE_ASKING = "Promise rejected after context unloaded";

/** @returns the errors that nothing caught, in pages and in the extension */
export function uncaughtErrors(browser: TestBrowser): LogEntry[] {
  return browser.log.filter(({ kind, text }) => kind === "error" && !text.startsWith(CLOSED_WHILE_ASKING));
}
