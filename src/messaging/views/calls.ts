/** A call that a user is in, according to the state of a room. Times are epoch milliseconds. */
export interface CallMembership {
  userId: string;
  room: { id: string; name?: string };
  type: string;
  stateKey: string;
  /** Whether this client's login joined, or another of the user's. */
  from: "here" | "elsewhere" | "unknown";
  since?: number;
  /** When other clients should begin to ignore it. */
  expiresAt?: number;
}

/**
 * The outcome of leaving a call that the user was left behind in: done, or why not. `error` is someone else's text.
 * With "limited", `at` is when the limit ends (epoch ms).
 */
export type LeaveOutcome = { ok: true } | { ok: false; error: string; reason?: LeaveReason; at?: number };

export type LeaveReason =
  /** Something keeps the call alive, so the user was not left behind. */
  | "alive"
  /** The homeserver has no list of delayed events, and another device may be in the call. */
  | "other-device"
  /** It could not be checked whether something keeps the call alive. */
  | "unchecked"
  /** The user has left the call, or its room, already. */
  | "over"
  /** The user may not change this state in this room. */
  | "not-allowed"
  /** The homeserver refused because there were too many requests. */
  | "limited"
  /** There is no session to leave with. */
  | "no-session";
