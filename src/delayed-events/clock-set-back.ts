import type { CheckedDelay } from "./next-check.ts";
import { withinDates } from "./times.ts";

/**
 * How far in the future a past time may seem before the clock counts as set back (ms). Smaller corrections happen all
 * the time.
 */
const SLACK = 10_000;

const TIMES = ["intendedAt", "scheduledAt", "restartedAt", "dueAt", "endedAt", "checkedAt"] as const;

/**
 * The delay after the clock was set back. Past events cannot be in the future, so all its times move together until the
 * latest past one is now. With the old times, a delay of seconds could wait a day for its next check. Afterwards it is
 * due no earlier than in reality, and no later than its whole delay from now.
 * @param now epoch milliseconds
 * @returns the same object if the clock was not set back
 */
export function inPresentClock<Delay extends CheckedDelay>(delay: Delay, now: number): Delay {
  const { intendedAt, scheduledAt = 0, restartedAt = 0, endedAt = 0, checkedAt = 0, resend } = delay;
  const ahead = Math.max(intendedAt, scheduledAt, restartedAt, endedAt, checkedAt) - now;
  if (ahead <= SLACK) return delay;
  const moved = TIMES.flatMap((key) => {
    const at = delay[key];
    return at === undefined ? [] : [[key, withinDates(at - ahead)] as const];
  });
  return {
    ...delay,
    ...Object.fromEntries(moved),
    ...(resend && { resend: { ...resend, notBefore: withinDates(resend.notBefore - ahead) } }),
  };
}
