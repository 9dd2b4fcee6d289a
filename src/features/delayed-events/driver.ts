import type { DelayedSend, UpdateAction } from "../../delayed-events/delayed-event.ts";
import type { WidgetDriver } from "../feature.ts";

/** The requests that delayed events make on the connection to the account's homeserver. */
export interface DelayingHomeserver {
  /** @returns the longest delay that the homeserver accepts (ms), if it says */
  longestDelay(): Promise<number | undefined>;
}

/**
 * The driver for delayed events. They need more than requests, since the background looks after each event until it
 * ends.
 */
export interface DelayedEventsDriver extends WidgetDriver<DelayingHomeserver> {
  /** Schedules the event at the homeserver; resolves with the room it went to and the homeserver's own delay_id. */
  schedule(event: DelayedSend): Promise<{ roomId: string; delayId: string }>;
  update(delayId: string, action: UpdateAction): Promise<void>;
}
