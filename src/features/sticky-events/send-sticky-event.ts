import { WidgetError } from "../../widget-api/errors.ts";
import type { Performer, Rights } from "../feature.ts";
import { readEvent } from "../read-event.ts";
import type { StickyEventsDriver, StickySend } from "./driver.ts";
import { sendStickyAction } from "./feature.ts";
import { SEND_STICKY_CAPABILITIES } from "./names.ts";

/** Sends a sticky event. */
export const sendStickyEvent: Performer<StickyEventsDriver> = {
  action: sendStickyAction,

  async perform(data, driver) {
    const { roomId, eventId } = await driver.sendSticky(readStickySend(data, driver.rights));
    return { room_id: roomId, event_id: eventId };
  },
};

/**
 * Reads the data of a sticky `send_event`, and checks it against the widget's rights.
 * @throws WidgetError in the reference host's order and words (ClientWidgetApi.handleSendEvent)
 */
function readStickySend(data: unknown, rights: Rights): StickySend {
  const { stickyDuration, stateKey: _, ...event } = readEvent(data, rights, [SEND_STICKY_CAPABILITIES]);
  if (stickyDuration === undefined) throw new WidgetError("Invalid request - missing sticky_duration_ms");
  return { ...event, stickyDuration };
}
