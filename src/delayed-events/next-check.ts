import type { DelayLife } from "./delay.ts";

/** What decides when a delay is checked next. All times are epoch milliseconds. */
export interface CheckedDelay extends DelayLife {
  intendedAt: number;
  /**
   * The delay may be pending twice: a browser repeats a request whose connection was reset, and only messages are
   * guarded against that.
   */
  mayHaveDuplicates?: boolean;
  /** The event must be sent a second time, not before this. */
  resend?: { notBefore: number };
  /** How often the delay was checked in this state without an answer, and when it last was. */
  checks?: number;
  checkedAt?: number;
  /** How many times in a row the homeserver could not be reached. */
  unreached?: number;
}

/** After this time no widget waits for an answer any more, in ms (matrix-widget-api gives up after 10 s). */
const ABANDONED_AFTER = 12_000;
/**
 * When to ask the homeserver what it accepted, in ms after a request without an answer: soon, and once a slow proxy
 * is through.
 */
const UNANSWERED_CHECKS = [3_000, 12_000];
/** How late a homeserver may be with an event, in ms (Synapse: some 60 ms). */
const LATE = 2_000;
/** How long to wait for the next check after one without an answer, in ms. */
const LATER_CHECKS = [30_000, 300_000];
/** How long after scheduling to look for duplicates, in ms. */
export const DUPLICATES_AFTER = 1_000;
/** How many times to try to send a dropped event again if the homeserver refuses. */
const MOST_RESENDS = 10;
/**
 * How long to wait, in ms, after a try that did not reach the homeserver. Tries go on for a day, because the network is
 * usually at fault.
 */
const UNREACHED_WAITS = [3_000, ...LATER_CHECKS];
const MOST_UNREACHED = 300;

/**
 * Says when to ask the homeserver about a delay: when its time has passed, and when it is not known whether the
 * homeserver accepted it, or accepted it twice. There are a few checks at most, never a loop. Tries that did not reach
 * the homeserver do not count.
 * @returns epoch milliseconds; nothing if there is nothing to ask
 */
export function nextCheck(delay: CheckedDelay): number | undefined {
  const { checks = 0, checkedAt = 0, unreached = 0 } = delay;
  if (unreached > MOST_UNREACHED) return undefined;
  const next = whenReached(delay, checks, checkedAt);
  return next && Math.max(next, afterWait(UNREACHED_WAITS, unreached, checkedAt));
}

/**
 * Says whether a dropped delay must still be sent a second time. One that was sent or cancelled meanwhile need not.
 */
export function isResendDue<Delay extends Pick<CheckedDelay, "state" | "resend">>(
  delay: Delay,
): delay is Delay & Required<Pick<Delay, "resend">> {
  return delay.resend !== undefined && delay.state === "dropped";
}

function whenReached(delay: CheckedDelay, checks: number, checkedAt: number): number | undefined {
  const { state } = delay;
  if (isResendDue(delay))
    return checks > MOST_RESENDS
      ? undefined
      : Math.max(delay.resend.notBefore, afterWait(LATER_CHECKS, checks, checkedAt));
  if (state === "unknown") {
    const after = UNANSWERED_CHECKS[checks];
    return after === undefined ? undefined : (delay.endedAt ?? delay.intendedAt) + after;
  }
  if (checks > LATER_CHECKS.length) return undefined;
  const first = firstCheck(delay);
  return first === undefined ? undefined : Math.max(first, afterWait(LATER_CHECKS, checks, checkedAt));
}

function firstCheck(delay: CheckedDelay): number | undefined {
  const { state, intendedAt, scheduledAt, dueAt, endedAt, mayHaveDuplicates } = delay;
  if (state === "intended") return intendedAt + ABANDONED_AFTER;
  if (state === "gone") return endedAt;
  if (state !== "pending" || dueAt === undefined) return undefined;
  return mayHaveDuplicates ? Math.min((scheduledAt ?? dueAt) + DUPLICATES_AFTER, dueAt + LATE) : dueAt + LATE;
}

function afterWait(waits: number[], checks: number, checkedAt: number): number {
  return checks === 0 ? 0 : checkedAt + (waits[Math.min(checks, waits.length) - 1] ?? 0);
}
