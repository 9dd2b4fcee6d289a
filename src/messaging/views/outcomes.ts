/** The outcome of a user's action: done, or why not. */
export type Outcome = { ok: true } | Refusal;

/** Why something was not done. `error` is someone else's text; for each `reason` the popup has its own text. */
export interface Refusal {
  ok: false;
  error: string;
  reason?: Reason;
  /**
   * With "resend-due": when Postdate will send it. With "limited": when the homeserver accepts requests again (epoch
   * ms).
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
  /** There is no session to act with. */
  | "no-session"
  /** The delay is no longer in the ledger. */
  | "forgotten"
  /** An administrator has decided it. */
  | "preset";
