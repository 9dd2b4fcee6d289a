/** The names MSC4157 gives its actions and capabilities: the stable ones first, then those that all code uses. */

export const SEND_EVENT_ACTION = "send_event";

export const UPDATE_ACTIONS = ["update_delayed_event", "org.matrix.msc4157.update_delayed_event"] as const;

export const SEND_DELAYED_EVENT = "org.matrix.msc4157.send.delayed_event";
