import type { DelayView } from "../../src/messaging/views/delays.ts";

/**
 * The state of a delay as the popup displays it. The ledger learns that a due delay was sent only when it next asks.
 * So by the clock alone, a pending delay becomes
 *
 *    pending ──dueAt──▶ due ──30 s──▶ overdue
 *
 * and the last two are never shown as certain.
 */
export type DisplayedState =
  | "pending"
  | "due"
  | "overdue"
  | "sent"
  | "cancelled"
  | "gone"
  | "dropped"
  | "refused"
  | "unknown";

/**
 * How long after its due time the sending may still be under way, in milliseconds; a busy homeserver is that late.
 */
const UNDER_WAY = 30_000;

/** @param now epoch milliseconds */
export function displayedState(
  { state, dueAt }: Pick<DelayView, "state" | "dueAt">,
  now: number,
): DisplayedState {
  if (state === "intended") return "unknown";
  if (state !== "pending") return state;
  if (dueAt === undefined) return "unknown";
  if (now < dueAt) return "pending";
  return now < dueAt + UNDER_WAY ? "due" : "overdue";
}

/** @returns when the clock alone will change a delay's displayed state (epoch ms) */
export function turnsOf({ state, dueAt }: Pick<DelayView, "state" | "dueAt">): number[] {
  return state === "pending" && dueAt !== undefined ? [dueAt, dueAt + UNDER_WAY] : [];
}
