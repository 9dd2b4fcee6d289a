/** A `message` event that reached this page. `at` is in ms since the epoch. */
export interface ReceivedMessage {
  at: number;
  data: unknown;
  origin: string;
  isTrusted: boolean;
  sourceIsParent: boolean;
}

/** Every message event since the page's start. This module is evaluated before all others, so it misses none. */
export const received: ReceivedMessage[] = [];

window.addEventListener(
  "message",
  ({ data, origin, isTrusted, source }) =>
    received.push({ at: Date.now(), data, origin, isTrusted, sourceIsParent: source === window.parent }),
  true,
);
