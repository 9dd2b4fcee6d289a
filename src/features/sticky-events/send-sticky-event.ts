import { WidgetError } from "../../widget-api/errors.ts";
import type { Performer, Rights, SendingDriver } from "../feature.ts";
import { readEvent } from "../read-event.ts";
import { sendStickyAction } from "./feature.ts";
import { SEND_STICKY_CAPABILITIES } from "./names.ts";

/** A sticky event that a widget wants sent. */
export interface StickySend {
  roomId?: string;
  type: string;
  content: Record<string, unknown>;
  /** How long the event is sticky, in milliseconds. */
  stickyDuration: number;
}

/** The requests that this action makes on the connection to the account's homeserver. */
export interface StickyHomeserver {
  supports(): Promise<{ stickyEvents: boolean }>;
  /**
   * Sends a sticky event, once for each transaction id.
   * @param within milliseconds
   * @returns the event_id
   */
  sendSticky(
    roomId: string,
    event: Pick<StickySend, "type" | "content" | "stickyDuration">,
    transactionId: string,
    within: number,
  ): Promise<string>;
}

/** Sends a sticky event. A homeserver without sticky events would send an ordinary one, so it gets no request. */
export const sendStickyEvent: Performer<SendingDriver<StickyHomeserver>> = {
  action: sendStickyAction,

  async perform(data, driver) {
    const event = readStickySend(data, driver.rights);
    const { request } = driver;
    const homeserver = driver.homeserver();
    const [roomId, { stickyEvents }] = await Promise.all([driver.roomFor(event), homeserver.supports()]);
    if (!stickyEvents || request.left() <= 0) throw new WidgetError(sendStickyAction.failure);
    return {
      room_id: roomId,
      event_id: await homeserver.sendSticky(roomId, event, request.id, request.left()),
    };
  },
};

/**
 * Reads the data of a sticky `send_event`, and checks it against the widget's rights.
 * @throws WidgetError in the reference host's order and wording (ClientWidgetApi.handleSendEvent)
 */
function readStickySend(data: unknown, rights: Rights): StickySend {
  const { stickyDuration, stateKey: _, ...event } = readEvent(data, rights, [SEND_STICKY_CAPABILITIES]);
  if (stickyDuration === undefined) throw new WidgetError("Invalid request - missing sticky_duration_ms");
  return { ...event, stickyDuration };
}
