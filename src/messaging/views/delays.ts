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
  /** The homeserver had dropped it, and it was sent a second time at the user's wish. */
  resent?: boolean;
  /**
   * When it will be sent a second time, without a delay, because the homeserver dropped it at the user's Send now.
   */
  resendAt?: number;
  error?: string;
  /** Why the homeserver will drop it when its time comes, or has dropped it. */
  blocker?: Blocker;
  /** The last restart reached no server that understands it, so nobody can restart the delay. */
  unheld?: boolean;
  /**
   * Whether there is a session to restart, send or cancel it with. After a logout there is none, but the homeserver
   * still sends it.
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

/** The details of a delay that lists leave out. */
export interface DelayDetails {
  /** Absent when no longer needed: the content of ended delays is not kept. */
  content?: Record<string, unknown>;
}

/** The current state of some delays; requested delays that are missing no longer exist. */
export interface DelaysNow {
  delays: DelayView[];
  /** Absent if new events can be scheduled. */
  shortage?: Shortage;
  /** The last action for each of the tab's widgets; absent without a tab. */
  beats?: Beat[];
}

/** Delays that other devices have scheduled, or the host. */
export interface DelaysElsewhere {
  delays: DelayView[];
  /** A homeserver gave no list, or was not asked for it because calls need the rest of its limit. */
  failed: boolean;
}

/** Why no new events can be scheduled. Events that are already scheduled are still looked after. */
export type Shortage =
  /** The browser will not store anything more for Postdate. */
  | { of: "storage" }
  /** All widgets together have as much scheduled as fits. */
  | { of: "all" }
  /** One client's widgets have used up their share, or one widget has. */
  | { of: "client"; client: string }
  | { of: "widget"; client: string; widget: string };
