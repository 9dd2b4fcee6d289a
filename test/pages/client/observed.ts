/**
 * The records for tests. This module is evaluated before all others, so its `message` listener comes before every
 * listener of the page's own code.
 */

/** A `message` event that reached the page's own listeners. `at` is in ms since the epoch. */
export interface HostMessage {
  at: number;
  data: unknown;
  origin: string;
  isTrusted: boolean;
}

/** A request to a widget's driver. `result` and `error` are missing before the answer. */
export interface DriverCall {
  at: number;
  widgetId: string;
  method: string;
  args: unknown[];
  result?: unknown;
  error?: string;
}

/** An error about a widget, not about the page: a failed handshake, a refused event. */
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

/** @returns the text of any thrown value */
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
