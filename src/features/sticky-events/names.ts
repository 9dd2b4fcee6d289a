/** The feature's id, which is also stored. */
export const STICKY_EVENTS = "sticky-events";

/** Send sticky events (MSC4407): the current name, and that of matrix-widget-api 1.15. */
export const SEND_STICKY_CAPABILITIES = [
  "org.matrix.msc4407.send.sticky_event",
  "org.matrix.msc4354.send_sticky_event",
] as const;

/** Receive the events that are already sticky in a room at once (matrix-widget-api from 1.16 on). */
export const RECEIVE_STICKY_CAPABILITIES = ["org.matrix.msc4407.receive.sticky_event"] as const;
