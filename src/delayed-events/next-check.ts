import type { DelayLife } from "./delay.ts";

/** What decides when a delay is looked after next. All times are epoch milliseconds. */
export interface CheckedDelay extends DelayLife {
  intendedAt: number;
  /** The homeserver may hold it twice: a browser repeats a request whose connection was reset, and only a message has a guard. */
  mayHaveDuplicates?: boolean;
  /** It is to be sent again, not before this. */
  resend?: { notBefore: number };
  /** How often it was looked after in this state without an answer, and when last. */
  checks?: number;
  checkedAt?: number;
  /** How often in succession the homeserver could not be reached. */
  unreached?: number;
}

/** By when no widget waits for an answer any more (matrix-widget-api gives up after 10 s). */
const ABANDONED_AFTER = 12_000;
/** After a request without an answer, when the homeserver is asked what it took: soon, and when a slow proxy is through. */
const UNANSWERED_CHECKS = [3_000, 12_000];
/** How late a homeserver may be with an event (Synapse: some 60 ms). */
const LATE = 2_000;
/** How long after the first look without an answer the next ones come. */
const LATER_CHECKS = [30_000, 300_000];
const DUPLICATES = 1_000;
/** How often it is tried to send one again, where the homeserver will not. */
const MOST_RESENDS = 10;
/** How long after a try that did not reach the homeserver the next one comes; for a day, for it is the network mostly. */
const UNREACHED_WAITS = [3_000, ...LATER_CHECKS];
const MOST_UNREACHED = 300;

/**
 * Says when the homeserver is to be asked about a delay: when its time has passed, and when it is not known whether the
 * homeserver took it, or took it twice. A few times at most, never in a loop; those that did not reach it do not count.
 * @returns epoch milliseconds; nothing where there is nothing to ask
 */
export function nextCheck(delay: CheckedDelay): number | undefined {
  const { checks = 0, checkedAt = 0, unreached = 0 } = delay;
  if (unreached > MOST_UNREACHED) return undefined;
  const next = whenReached(delay, checks, checkedAt);
  return next && Math.max(next, afterWait(UNREACHED_WAITS, unreached, checkedAt));
}

/** Says whether a delay that came to nothing is still to be sent again: what was sent or cancelled meanwhile is not. */
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
  return mayHaveDuplicates ? Math.min((scheduledAt ?? dueAt) + DUPLICATES, dueAt + LATE) : dueAt + LATE;
}

function afterWait(waits: number[], checks: number, checkedAt: number): number {
  return checks === 0 ? 0 : checkedAt + (waits[Math.min(checks, waits.length) - 1] ?? 0);
}
