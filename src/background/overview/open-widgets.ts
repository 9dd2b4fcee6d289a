import { isWithin } from "../../delayed-events/times.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import type { WidgetLoad } from "../widgets/widget-load.ts";
import type { Widgets } from "../widgets/widgets.ts";

/** How long a widget counts as open after it was seen (ms): an open popup asks at every restart. */
const JUST_NOW = 2_000;

/**
 * Finds out which widgets have a page in some tab. A widget that was removed from a page still counts as open while its
 * tab is.
 * @param now epoch milliseconds
 * @returns a function that says for each delay whether its widget is open
 */
export function createOpenWidgets(widgets: Pick<Widgets, "all">, now: () => number) {
  let last: { at: number; names: ReadonlySet<string> } | undefined;

  return async function openOf(entries: readonly LedgerEntry[]): Promise<(entry: LedgerEntry) => boolean> {
    const isOpen = ({ partition, client, widget }: LedgerEntry) =>
      last?.names.has(nameOf(partition, client, widget)) ?? false;
    // A widget that is not known to be open may have been opened since.
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
