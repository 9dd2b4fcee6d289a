/** The outcome of what the user wanted: done, or why not. */
export type Outcome = { ok: true } | Refusal;

/**
 * Why something was not done. `error` is someone else's text; `reason` is one that the popup has its own text for.
 */
export interface Refusal {
  ok: false;
  error: string;
  reason?: Reason;
  /**
   * With "resend-due": when Postdate will send it. With "limited": until when the homeserver accepts nothing more
   * (epoch ms).
   */
  at?: number;
}

export type Reason =
  /** The homeserver no longer has the delay. */
  | "gone"
  /** The homeserver refused because there were too many requests; the delay is unchanged. */
  | "limited"
  /** The homeserver dropped the delay instead of sending it; it will be sent a second time later. */
  | "resend-due"
  /** There is no session to do it with. */
  | "no-session"
  /** The ledger no longer knows the delay. */
  | "forgotten"
  /** An administrator has decided it. */
  | "preset";
