import type { ReceivedMessage } from "./received.ts";
import type { HeartbeatState } from "./state.ts";

/** What tests see of the widget, as `window.heartbeat`. All times are in ms. */
export interface HeartbeatHandle extends Readonly<HeartbeatState> {
  start(): Promise<void>;
  stop(): void;
  sendNow(): Promise<void>;
  cancel(): Promise<void>;
  /** Every message event that reached the page. */
  received: readonly ReceivedMessage[];
  /** Posts a message by hand and resolves with the whole answer; see `rawRequest`. */
  request(message: unknown, timeoutMs?: number, verbatim?: boolean): Promise<unknown>;
}

declare global {
  interface Window {
    heartbeat: HeartbeatHandle;
  }
}
