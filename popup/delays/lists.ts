import type { DelayView } from "../../src/messaging/contract.ts";
import { displayedState } from "./displayed-state.ts";

/**
 * The popup's two lists: what is pending or due at this moment, the next on top; and what came before, the latest on
 * top.
 *
 * Pending delays are ordered by when they were first due. A restart does not change that, so rows do not swap places
 * under the pointer while several widgets restart theirs every few seconds.
 * @param now epoch milliseconds
 */
export function listsOf(delays: DelayView[], now: number): { pending: DelayView[]; earlier: DelayView[] } {
  const isPending = (delay: DelayView) => ["pending", "due"].includes(displayedState(delay, now));
  return {
    pending: delays.filter(isPending).sort((a, b) => firstDue(a) - firstDue(b) || (a.id < b.id ? -1 : 1)),
    earlier: delays.filter((delay) => !isPending(delay)).sort((a, b) => endOf(b) - endOf(a)),
  };
}

function firstDue({ scheduledAt, delay, dueAt = 0 }: DelayView): number {
  return scheduledAt === undefined ? dueAt : scheduledAt + delay;
}

function endOf({ endedAt, dueAt = 0 }: DelayView): number {
  return endedAt ?? dueAt;
}
