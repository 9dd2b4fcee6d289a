import { purposeOf } from "../../delayed-events/purpose.ts";
import type { EndedByUser } from "../../messaging/views/client.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import type { WidgetLoad } from "../widgets/widget-load.ts";

/** @returns the delays in the ledger that this widget has scheduled, in any of its loads */
export function delaysOf(
  { partition, client, id, origin }: Pick<WidgetLoad, "partition" | "client" | "id" | "origin">,
  entries: readonly LedgerEntry[],
): LedgerEntry[] {
  return entries.filter(
    ({ widget, ...entry }) =>
      entry.partition === partition &&
      entry.client === client &&
      widget.id === id &&
      widget.origin === origin,
  );
}

/** @returns the time of the latest restart among these delays, counting pending ones only (epoch ms) */
export function restartedAt(delays: readonly LedgerEntry[]): number | undefined {
  return delays
    .filter(({ state }) => state === "pending")
    .map((entry) => entry.restartedAt ?? entry.scheduledAt)
    .reduce((latest, at) => (at !== undefined && at > (latest ?? 0) ? at : latest), undefined);
}

/**
 * @param delays one widget's
 * @returns what the user has ended, if the widget has scheduled nothing of the kind since; the end of a call takes
 *   priority, since the call goes on without it
 */
export function endedByUser(delays: readonly LedgerEntry[]): EndedByUser | undefined {
  const leave = lastByUser(delays.filter((delay) => purposeOf(delay) === "call-leave"));
  if (leave) return { at: leave.at, how: leave.state === "cancelled" ? "exit-cancelled" : "left" };
  const last = lastByUser(delays);
  return last && { at: last.at, how: "other" };
}

/** @returns the last of these delays, if the user has sent or cancelled it and nothing else is under way */
function lastByUser(
  delays: readonly LedgerEntry[],
): (Pick<LedgerEntry, "state"> & { at: number }) | undefined {
  if (delays.some(({ state }) => state === "pending" || state === "intended")) return undefined;
  const [last] = [...delays].sort((a, b) => (b.endedAt ?? b.intendedAt) - (a.endedAt ?? a.intendedAt));
  return last?.by === "user" && last.endedAt !== undefined
    ? { state: last.state, at: last.endedAt }
    : undefined;
}
