import { NO_ANSWER } from "../../widget-api/errors.ts";
import { hasKeys } from "../../widget-api/message.ts";
import type { Feature, FeatureAction } from "../feature.ts";
import { STICKY_EVENTS } from "../sticky-events/names.ts";
import {
  DELAYED_EVENTS,
  SEND_CAPABILITIES,
  SEND_EVENT_ACTION,
  UPDATE_ACTIONS,
  UPDATE_CAPABILITIES,
} from "./names.ts";
import { isKnownBy, PROBE } from "./probe.ts";

/**
 * `send_event` with a `delay`: MSC4157's way to schedule an event. `parent_delay_id` is from a draft of 2024. A host
 * that does not know it sends the event at once. So a request with it counts as a delayed event too, and is refused
 * without a `delay`.
 */
export const sendAction: FeatureAction = {
  asks({ action, data }) {
    return (
      action === SEND_EVENT_ACTION &&
      hasKeys(data) &&
      (data.delay !== undefined || data.parent_delay_id !== undefined)
    );
  },

  // A host that knows only one of delayed and sticky events would ignore the other property.
  alsoNeeds: ({ data }) => (hasKeys(data) && data.sticky_duration_ms ? [STICKY_EVENTS] : []),

  failure: "Error sending event",
  unanswered: NO_ANSWER,

  // The widget's own transport gives up after 10 s (matrix-widget-api, PostmessageTransport.timeoutSeconds).
  answerWithin: 9_500,
};

/** `update_delayed_event`: restart, send or cancel a pending delayed event. */
export const updateAction: FeatureAction = {
  asks({ action }) {
    return (UPDATE_ACTIONS as readonly string[]).includes(action);
  },

  delayIdIn,

  // MatrixRTC retries an update whose error contains this text, and gives up the call on most others (matrix-js-sdk,
  // MembershipManager: "updating delayed event").
  failure: "Error updating delayed event",

  // MatrixRTC waits 2 s for a restart, then sends the next (delayedLeaveEventRestartLocalTimeoutMs).
  answerWithin: 1_800,
};

/** Events that the homeserver sends later, unless told otherwise (MSC4140, and MSC4157 for widgets). */
export const delayedEvents: Feature = {
  id: DELAYED_EVENTS,
  capabilities: [...SEND_CAPABILITIES, ...UPDATE_CAPABILITIES],
  probe: PROBE,
  isKnownBy,
  actions: [sendAction, updateAction],
  // A host that does not know delayed events sends the event at once.
  whileUnknown: "hold",
};

/** @returns the delay_id that a request names, if any */
export function delayIdIn(data: unknown): string | undefined {
  const { delay_id } = hasKeys(data) ? data : {};
  return typeof delay_id === "string" && delay_id !== "" ? delay_id : undefined;
}
