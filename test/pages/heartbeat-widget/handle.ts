import type { ReceivedMessage } from "./received.ts";
import type { HeartbeatState } from "./state.ts";

/** The widget's interface for tests, as `window.heartbeat`. All times are in ms. */
export interface HeartbeatHandle extends Readonly<HeartbeatState> {
  start(): Promise<void>;
  stop(): void;
  sendNow(): Promise<void>;
  cancel(): Promise<void>;
  /** Every message event that reached the page. */
  received: readonly ReceivedMessage[];
  /** Posts a message without the library, and resolves with the whole answer; see `rawRequest`. */
  request(message: unknown, timeoutMs?: number, verbatim?: boolean): Promise<unknown>;
}

declare global {
  interface Window {
    heartbeat: HeartbeatHandle;
  }
}
