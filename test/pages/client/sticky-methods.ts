import type { MatrixClient } from "matrix-js-sdk";
import type { DriverKind } from "./options.ts";
import { asWidgetEvent } from "./room-reader.ts";

/**
 * The driver methods for sticky events (MSC4407), which matrix-widget-api knows from 1.15 on. A driver that cannot
 * schedule refuses delayed sticky events. The library's own method throws an error that nothing catches, and the widget
 * would get no answer.
 */
export function stickyMethods(kind: DriverKind, client: MatrixClient, ownRoom: string) {
  // js-sdk types the events it knows; a widget may send any.
  async function sendStickyEvent(duration: number, type: string, content: unknown, room?: string | null) {
    const roomId = room || ownRoom;
    const { event_id } = await client._unstable_sendStickyEvent(
      roomId,
      duration,
      null,
      type as never,
      content as never,
    );
    return { roomId, eventId: event_id };
  }

  async function sendDelayedStickyEvent(
    delay: number,
    duration: number,
    type: string,
    content: unknown,
    room?: string | null,
  ) {
    const roomId = room || ownRoom;
    const { delay_id } = await client._unstable_sendStickyDelayedEvent(
      roomId,
      duration,
      { delay },
      null,
      type as never,
      content as never,
    );
    return { roomId, delayId: delay_id };
  }

  async function readStickyEvents(roomId: string) {
    return [...(client.getRoom(roomId)?._unstable_getStickyEvents() ?? [])].map(asWidgetEvent);
  }

  const refuse = () => Promise.reject(new Error("Delayed sticky events are not supported"));
  const schedules = kind === "native" || kind === "delayed-send-only";
  return {
    sendStickyEvent,
    readStickyEvents,
    sendDelayedStickyEvent: schedules ? sendDelayedStickyEvent : refuse,
  };
}
