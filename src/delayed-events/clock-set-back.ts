import type { CheckedDelay } from "./next-check.ts";
import { withinDates } from "./times.ts";

/** How far ahead something may lie that has happened, before the clock counts as set back (ms). It is corrected by less all the time. */
const SLACK = 10_000;

const TIMES = ["intendedAt", "scheduledAt", "restartedAt", "dueAt", "endedAt", "checkedAt"] as const;

/**
 * A delay as it is after the clock was set back. What has happened cannot lie ahead; so all its times are moved together, until the
 * last of what has happened is now. By the old ones a day could pass before anybody checks after a delay of seconds. It is due no
 * earlier than in truth then, and no later than its whole delay from now.
 * @param now epoch milliseconds
 * @returns the same object where the clock was not set back
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
