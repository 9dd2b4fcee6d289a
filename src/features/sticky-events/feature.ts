import { NO_ANSWER } from "../../widget-api/errors.ts";
import { hasKeys } from "../../widget-api/message.ts";
import { SEND_EVENT_ACTION } from "../delayed-events/names.ts";
import type { Feature, FeatureAction } from "../feature.ts";
import { RECEIVE_STICKY_CAPABILITIES, SEND_STICKY_CAPABILITIES, STICKY_EVENTS } from "./names.ts";
import { isKnownBy, PROBE } from "./probe.ts";

/**
 * `send_event` with a `sticky_duration_ms` and no delay; with one it is a delayed event. Zero is not sticky: such an
 * event is an ordinary one.
 */
export const sendStickyAction: FeatureAction = {
  asks({ action, data }) {
    if (action !== SEND_EVENT_ACTION || !hasKeys(data)) return false;
    const { sticky_duration_ms, delay, parent_delay_id } = data;
    return Boolean(sticky_duration_ms) && delay === undefined && parent_delay_id === undefined;
  },

  failure: "Error sending event",
  unanswered: NO_ANSWER,

  // The widget's own transport gives up after 10 s (matrix-widget-api, PostmessageTransport.timeoutSeconds).
  answerWithin: 9_500,
};

/** Events that everybody in the room is sure to get, for up to an hour (MSC4354, and MSC4407 for widgets). */
export const stickyEvents: Feature = {
  id: STICKY_EVENTS,
  capabilities: [...SEND_STICKY_CAPABILITIES, ...RECEIVE_STICKY_CAPABILITIES],
  // Only the host's own feed from its homeserver can deliver them.
  hostOnly: RECEIVE_STICKY_CAPABILITIES,
  probe: PROBE,
  isKnownBy,
  probedOnce: true,
  actions: [sendStickyAction],
  // A host that does not know sticky events sends an ordinary one, as it does without us. In a page that was open
  // before our scripts, the host has heard the widget's capabilities already, so the probe shows nothing.
  whileUnknown: "ask",
  // The host may have sent the event before it failed.
  failuresStand: true,
};
