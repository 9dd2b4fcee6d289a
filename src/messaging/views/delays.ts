import type { Blocker } from "../../delayed-events/blockers.ts";
import type { DelayState, EndedBy } from "../../delayed-events/delay.ts";
import type { Purpose } from "../../delayed-events/purpose.ts";
import type { Beat } from "./client.ts";

/** A delay as the popup shows it. Times are epoch milliseconds, `delay` is milliseconds. */
export interface DelayView {
  id: string;
  state: DelayState;
  /** What the delay is for, in terms the user reads. */
  purpose: Purpose;
  delay: number;
  dueAt?: number;
  scheduledAt?: number;
  restartedAt?: number;
  endedAt?: number;
  /** What or who ended the delay. */
  by?: EndedBy;
  /** The homeserver had dropped it, and it was sent a second time because the user wanted it. */
  resent?: boolean;
  /**
   * When it will be sent a second time, without a delay, because the homeserver dropped it at the user's Send now.
   */
  resendAt?: number;
  error?: string;
  /** Why the homeserver will drop it when its time comes, or has dropped it. */
  blocker?: Blocker;
  /** The last restart reached nobody who understands it, so that nobody can hold the delay back. */
  unheld?: boolean;
  /**
   * Whether there is a session to restart, send or cancel it with. After a logout there is none, and the homeserver
   * sends it all the same.
   */
  hasSession: boolean;
  room: { id: string; name?: string };
  widget: { id: string; origin: string };
  client: string;
  userId: string;
  type: string;
  stateKey?: string;
  /** The first words of a message that has any. The rest is in `DelayDetails`. */
  excerpt?: string;
  /** No page of its widget has been open since the browser started, or they have all been closed. */
  widgetClosed?: boolean;
  /** It was not scheduled here: the homeserver lists it for the account. Its widget is not known. */
  elsewhere?: boolean;
  /** The first characters of the delay_id, which is a secret. */
  maskedDelayId?: string;
}

/** What a list of delays leaves out of one. */
export interface DelayDetails {
  /** Absent once nobody needs it any more: the content of ended delays is not kept. */
  content?: Record<string, unknown>;
}

/** Some delays as they are now; those that were asked for and are missing are no more. */
export interface DelaysNow {
  delays: DelayView[];
  /** Absent if new events can be scheduled. */
  shortage?: Shortage;
  /** What was last done for the tab's widgets; absent without a tab. */
  beats?: Beat[];
}

/** What was scheduled by other devices, or by the host. */
export interface DelaysElsewhere {
  delays: DelayView[];
  /** A homeserver could not say. */
  failed: boolean;
}

/** What keeps new events from being scheduled. Events that are already scheduled are still looked after. */
export type Shortage =
  /** The browser will not store anything more for Postdate. */
  | { of: "storage" }
  /** All widgets together have as much scheduled as fits. */
  | { of: "all" }
  /** One client's widgets have used up their share, or one widget has. */
  | { of: "client"; client: string }
  | { of: "widget"; client: string; widget: string };
