import { isWithin } from "../../delayed-events/times.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import type { WidgetLoad } from "../widgets/widget-load.ts";
import type { Widgets } from "../widgets/widgets.ts";

/** An open popup asks at every restart. What was open this long ago counts as open (ms). */
const JUST_NOW = 2_000;

/**
 * Says which widgets have a page in some tab. One that was taken out of a tab that is still open counts as open.
 * @param now epoch milliseconds
 * @returns a function that says of each of some delays whether its widget is open
 */
export function createOpenWidgets(widgets: Pick<Widgets, "all">, now: () => number) {
  let last: { at: number; names: ReadonlySet<string> } | undefined;

  return async function openOf(entries: readonly LedgerEntry[]): Promise<(entry: LedgerEntry) => boolean> {
    const isOpen = ({ partition, client, widget }: LedgerEntry) =>
      last?.names.has(nameOf(partition, client, widget)) ?? false;
    // One that is not known to be open may have been opened since.
    const isKnown = last && isWithin(JUST_NOW, last.at, now()) && entries.every(isOpen);
    if (!isKnown) last = { at: now(), names: new Set((await widgets.all()).map(nameOfLoad)) };
    return isOpen;
  };
}

export type OpenWidgets = ReturnType<typeof createOpenWidgets>;

function nameOfLoad({ partition, client, id, origin }: WidgetLoad): string {
  return nameOf(partition, client, { id, origin });
}

function nameOf(partition: string, client: string, { id, origin }: LedgerEntry["widget"]): string {
  return JSON.stringify([partition, client, origin, id]);
}
