import type { WidgetDriver } from "../feature.ts";

/** A sticky event that a widget wants sent. */
export interface StickySend {
  roomId?: string;
  type: string;
  content: Record<string, unknown>;
  /** How long it is sticky, in milliseconds. */
  stickyDuration: number;
}

/** What sticky events need done. */
export interface StickyEventsDriver extends WidgetDriver {
  /**
   * Sends the event; resolves with the room it went to and the homeserver's event_id.
   * @throws Error if the homeserver has no sticky events: it is then not sent at all
   */
  sendSticky(event: StickySend): Promise<{ roomId: string; eventId: string }>;
}
