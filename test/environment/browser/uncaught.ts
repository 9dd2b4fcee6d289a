import type { LogEntry, TestBrowser } from "./browsers.ts";

/** Errors that only Firefox reports, and that no page's code could catch. */
const NO_ERRORS = [
  /^Promise (rejected|resolved) after context unloaded/, // A page was closed or a background stopped while it waited.
  /^Error: PortDisconnect for closed conduit/, // Both ends of a port closed at once.
  /^can't access dead object\n +at (resource|chrome):/, // The background was stopped while Firefox's modules worked for it.
  /^(Firefox can’t establish a connection to the server at|The connection to) wss?:/, // A page with a socket was left.
  /^Cross-Origin Request Blocked: .*CORS request did not succeed/, // The homeserver is down.
];

/** @returns the uncaught errors in pages and in the extension */
export function uncaughtErrors(browser: TestBrowser): LogEntry[] {
  return browser.log.filter(
    ({ kind, text }) => kind === "error" && !NO_ERRORS.some((pattern) => pattern.test(text)),
  );
}
