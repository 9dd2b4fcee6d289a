import type { LogEntry, TestBrowser } from "./browsers.ts";

/** Errors that only Firefox reports, and that no page's code could catch. */
const NO_ERRORS = [
  /^Promise (rejected|resolved) after context unloaded/, // A page was closed or a background stopped while it waited.
  /^Error: PortDisconnect for closed conduit/, // Both ends of a port closed at once.
  /^can't access dead object\n +at (resource|chrome):/, // The background was stopped while Firefox's modules worked for it.
  /^(Firefox can’t establish a connection to the server at|The connection to) wss?:/, // A page with a socket was left.
  /^Cross-Origin Request Blocked: .*CORS request did not succeed/, // The homeserver is down.
];

/**
 * Element Call 0.26.1 hangs up without waiting for the answer to its leave: within a second it closes its connection to
 * the host. If the homeserver takes longer, it believes that the connection is lost, and throws this when it then tries
 * to tell its host.
 */
const HUNG_UP = /^Error: Not ready or unknown widget ID\n.*\/element-call\/assets\//s;

/** @returns the uncaught errors in pages and in the extension */
export function uncaughtErrors(browser: TestBrowser): LogEntry[] {
  return browser.log.filter(
    ({ kind, text }) => kind === "error" && ![...NO_ERRORS, HUNG_UP].some((pattern) => pattern.test(text)),
  );
}
