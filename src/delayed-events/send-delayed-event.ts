import { WidgetError } from "../widget-api/errors.ts";
import { isObject } from "../widget-api/message.ts";
import { SEND_EVENT_ACTION } from "./names.ts";
import type { DelayedSend, StandIn } from "./stand-in.ts";

/**
 * `send_event` with a `delay`: MSC4157's way to schedule an event.
 *
 * `parent_delay_id` is from a draft of 2024; a host that does not know it sends the event at once, so it is taken too,
 * and refused when it stands alone.
 */
export const sendDelayedEvent: StandIn = {
  asks({ action, data }) {
    return (
      action === SEND_EVENT_ACTION &&
      isObject(data) &&
      (data.delay !== undefined || data.parent_delay_id !== undefined)
    );
  },

  failure: "Error sending event",

  // The widget's own transport gives up after 10 s (matrix-widget-api, PostmessageTransport.timeoutSeconds).
  answerWithin: 9_500,

  async perform(data, errands) {
    const { roomId, delayId } = await errands.schedule(parseDelayedSend(data));
    return { room_id: roomId, delay_id: delayId };
  },
};

/**
 * Reads the data of a delayed `send_event`.
 * @throws WidgetError in the reference host's words, where it has any (ClientWidgetApi.handleSendEvent)
 */
export function parseDelayedSend(data: unknown): DelayedSend {
  const { type, room_id, state_key, content, delay } = isObject(data) ? data : {};
  if (typeof type !== "string" || type === "") throw new WidgetError("Invalid request - missing event type");
  if (room_id !== undefined && typeof room_id !== "string")
    throw new WidgetError("Invalid request - room_id must be a string");
  if (!isDelay(delay))
    throw new WidgetError("Invalid request - delay must be a whole number of milliseconds above 0");
  if (state_key !== undefined && typeof state_key !== "string")
    throw new WidgetError("Invalid request - state_key must be a string");
  if (content === undefined || content === null)
    throw new WidgetError("Invalid request - missing event contents");
  if (!isObject(content)) throw new WidgetError("Invalid request - event contents must be an object");
  return {
    type,
    content,
    delay,
    ...(room_id && { roomId: room_id }),
    ...(state_key !== undefined && { stateKey: state_key }),
  };
}

/**
 * Zero is refused with the rest: MSC4140 wants a positive delay, and Synapse takes 0 as "send it at once". A number
 * that is no safe integer makes Synapse 1.157 and later answer 500.
 */
function isDelay(delay: unknown): delay is number {
  return Number.isSafeInteger(delay) && (delay as number) > 0;
}
