import type { LogEntry, TestBrowser } from "./browsers.ts";

/** What Firefox alone reports as an error, though no code of a page could catch it. */
const NO_ERRORS = [
  /^Promise (rejected|resolved) after context unloaded/, // A page was closed, or a background stopped, while it waited.
  /^can't access dead object\n.*ExtensionStorage/, // The background was stopped while storage was at work for it.
  /^Cross-Origin Request Blocked: .*CORS request did not succeed/, // The homeserver is down.
];

/** @returns the errors that nothing caught, in pages and in the extension */
export function uncaughtErrors(browser: TestBrowser): LogEntry[] {
  return browser.log.filter(
    ({ kind, text }) => kind === "error" && !NO_ERRORS.some((pattern) => pattern.test(text)),
  );
}
