/** The feature's id, which is also stored. */
export const DELAYED_EVENTS = "delayed-events";

/**
 * The names that MSC4157 gives its actions and capabilities: the stable ones first, then those that all code uses.
 */

export const SEND_EVENT_ACTION = "send_event";

export const UPDATE_ACTIONS = ["update_delayed_event", "org.matrix.msc4157.update_delayed_event"] as const;

/** Schedule: the unstable name that all code uses, the stable one, and the one that the proposal used for a day. */
export const SEND_CAPABILITIES = [
  "org.matrix.msc4157.send.delayed_event",
  "m.send.delayed_event",
  "m.send.delay_events",
] as const;

/** Restart, send, cancel: the unstable name, the stable one, and the one of 2024 (element-call#2505). */
export const UPDATE_CAPABILITIES = [
  "org.matrix.msc4157.update_delayed_event",
  "m.update_delayed_event",
  "org.matrix.msc4157.update.delayed_event",
] as const;
