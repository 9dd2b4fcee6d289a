/**
 * What a test can read afterwards. This module is evaluated before all others, so that its `message` listener comes
 * before every listener of the page's own code.
 */

/** A `message` event that reached the page's own listeners. `at` is in ms since the epoch. */
export interface HostMessage {
  at: number;
  data: unknown;
  origin: string;
  isTrusted: boolean;
}

/** One request to a widget's driver. Both `result` and `error` are missing while the answer is awaited. */
export interface DriverCall {
  at: number;
  widgetId: string;
  method: string;
  args: unknown[];
  result?: unknown;
  error?: string;
}

/** An error that concerns a widget and not the page: a failed handshake, an event that it refused. */
export interface WidgetError {
  at: number;
  widgetId: string;
  during: string;
  message: string;
}

export const observed = {
  hostMessages: [] as HostMessage[],
  driverCalls: [] as DriverCall[],
  widgetErrors: [] as WidgetError[],
  /** The texts of the page's uncaught errors and unhandled rejections. */
  errors: [] as string[],
  /** Everything the host's driver was asked to approve, and everything it approved, over all widgets. */
  capabilities: { asked: [] as string[], approved: [] as string[] },
};

/** @returns the text of whatever was thrown */
export function textOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}

window.addEventListener(
  "message",
  ({ data, origin, isTrusted }) => observed.hostMessages.push({ at: Date.now(), data, origin, isTrusted }),
  true,
);
window.addEventListener("error", (event) => observed.errors.push(textOf(event.error ?? event.message)));
window.addEventListener("unhandledrejection", (event) => observed.errors.push(textOf(event.reason)));
