import type { DelayView } from "../../src/messaging/views/delays.ts";
import { displayedState, stateChangesOf } from "./displayed-state.ts";
import { isInTrouble } from "./trouble.ts";

export interface Lists {
  pending: DelayView[];
  earlier: DelayView[];
}

/**
 * The popup's two lists. One has the delays that are pending or due, those in trouble first, then the next to fall due;
 * the other has earlier ones, the latest first.
 *
 * Pending delays are ordered by when they were first due. A restart does not change that, so rows do not swap places
 * under the pointer while several widgets restart theirs every few seconds.
 * @param now epoch milliseconds
 */
export function listsOf(delays: DelayView[], now: number): Lists {
  const isPending = (delay: DelayView) => ["pending", "due"].includes(displayedState(delay, now));
  return {
    pending: delays.filter(isPending).sort(inOrder),
    earlier: delays.filter((delay) => !isPending(delay)).sort((a, b) => endOf(b) - endOf(a)),
  };
}

/**
 * @param now epoch milliseconds
 * @returns when the clock alone next changes the displayed state of one of these (epoch ms); nothing if it never does
 */
export function nextStateChange(delays: readonly DelayView[], now: number): number | undefined {
  let next: number | undefined;
  for (const delay of delays)
    for (const change of stateChangesOf(delay))
      if (change > now && !(next !== undefined && next <= change)) next = change;
  return next;
}

function inOrder(a: DelayView, b: DelayView): number {
  return (
    Number(isInTrouble(b)) - Number(isInTrouble(a)) || firstDue(a) - firstDue(b) || (a.id < b.id ? -1 : 1)
  );
}

function firstDue({ scheduledAt, delay, dueAt = 0 }: DelayView): number {
  return scheduledAt === undefined ? dueAt : scheduledAt + delay;
}

function endOf({ endedAt, dueAt = 0 }: DelayView): number {
  return endedAt ?? dueAt;
}
