/** A call that the state of a room says a user to be in. Times are epoch milliseconds. */
export interface CallMembership {
  userId: string;
  room: { id: string; name?: string };
  type: string;
  stateKey: string;
  /** Whether this client's login joined, or another of the user's. */
  from: "here" | "elsewhere" | "unknown";
  since?: number;
  /** From when on other clients should ignore it. */
  expiresAt?: number;
}

/**
 * The outcome of leaving a call that the user was left behind in: done, or why not. `error` is someone else's text. With
 * "limited", `at` is until when (epoch ms).
 */
export type LeaveOutcome = { ok: true } | { ok: false; error: string; reason?: LeaveReason; at?: number };

export type LeaveReason =
  /** Something keeps it alive, so it is no leftover. */
  | "alive"
  /** The homeserver keeps no list of what holds calls, and another device may be in it. */
  | "other-device"
  /** Whether something keeps it alive could not be asked. */
  | "unchecked"
  /** The user is not in it any more, or not in its room. */
  | "over"
  /** The user may not change that in this room. */
  | "not-allowed"
  /** The homeserver refused because there were too many requests. */
  | "limited"
  /** There is no session to do it with. */
  | "no-session";
