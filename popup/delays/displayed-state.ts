import type { DelayView } from "../../src/messaging/views/delays.ts";

/**
 * The state of a delay as the popup displays it. The ledger learns that a due delay was sent only when it next asks the
 * homeserver. Until then, a pending delay becomes by the clock alone
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

/** How late a busy homeserver may send a due event (ms). */
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

/** @returns when the clock alone changes a delay's displayed state (epoch ms) */
export function stateChangesOf({ state, dueAt }: Pick<DelayView, "state" | "dueAt">): number[] {
  return state === "pending" && dueAt !== undefined ? [dueAt, dueAt + UNDER_WAY] : [];
}
