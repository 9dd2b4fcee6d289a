import type { DelayedSend, UpdateAction } from "../../delayed-events/delayed-event.ts";
import type { WidgetDriver } from "../feature.ts";

/** What delayed events need of the connection to the account's homeserver. */
export interface DelayingHomeserver {
  /** @returns the longest delay that it accepts (ms), if it says */
  longestDelay(): Promise<number | undefined>;
}

/** What delayed events need done: more than a request, since the worker looks after each one until it ends. */
export interface DelayedEventsDriver extends WidgetDriver<DelayingHomeserver> {
  /** Schedules the event at the homeserver; resolves with the room it went to and the homeserver's own delay_id. */
  schedule(event: DelayedSend): Promise<{ roomId: string; delayId: string }>;
  update(delayId: string, action: UpdateAction): Promise<void>;
}
