import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { WidgetError } from "../../widget-api/errors.ts";
import { isObject } from "../../widget-api/message.ts";
import type { Performer, Rights } from "../feature.ts";
import { isDuration, readEvent } from "../read-event.ts";
import { SEND_STICKY_CAPABILITIES } from "../sticky-events/names.ts";
import type { DelayedEventsDriver } from "./driver.ts";
import { sendAction } from "./feature.ts";
import { forMatrixRtc } from "./matrixrtc-errors.ts";
import { SEND_CAPABILITIES } from "./names.ts";

/** Schedules an event. */
export const sendDelayedEvent: Performer<DelayedEventsDriver> = {
  action: sendAction,
  rewriteRefusal: forMatrixRtc,

  async perform(data, driver) {
    const event = readDelayedSend(data, driver.rights);
    const { roomId, delayId } = await driver.schedule(event);
    return { room_id: roomId, delay_id: delayId };
  },
};

/**
 * Reads the data of a delayed `send_event`, and checks it against the widget's rights.
 * @throws WidgetError in the reference host's order and wording (ClientWidgetApi.handleSendEvent); where the reference
 *   host leaves the refusal to its homeserver, the wording is similar
 */
export function readDelayedSend(data: unknown, rights: Rights): DelayedSend {
  const { delay, sticky_duration_ms } = isObject(data) ? data : {};
  const sticky = sticky_duration_ms === undefined ? [] : [SEND_STICKY_CAPABILITIES];
  const event = readEvent(data, rights, [SEND_CAPABILITIES, ...sticky], () => requireDelay(delay));
  return { ...event, delay: delay as number };
}

/** Zero is refused like the rest: MSC4140 requires a positive delay, and Synapse takes 0 as "send it at once". */
function requireDelay(delay: unknown): void {
  if (!isDuration(delay))
    throw new WidgetError("Invalid request - delay must be a whole number of milliseconds above 0");
}
