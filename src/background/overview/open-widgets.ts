import { isWithin } from "../../delayed-events/times.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import type { WidgetLoad } from "../widgets/widget-load.ts";
import type { Widgets } from "../widgets/widgets.ts";

/** An open popup asks at every restart. What is open is looked up at most once in this time (ms). */
const LOOK_AGAIN = 2_000;

/**
 * Says which widgets have a page in some tab. One that was taken out of a tab that is still open counts as open.
 * @param now epoch milliseconds
 */
export function createOpenWidgets(widgets: Pick<Widgets, "all">, now: () => number) {
  let last: { at: number; names: Promise<ReadonlySet<string>> } | undefined;

  /** @returns a function that says whether a delay's widget is open */
  return async function openNow(): Promise<(entry: LedgerEntry) => boolean> {
    if (!last || !isWithin(LOOK_AGAIN, last.at, now()))
      last = { at: now(), names: widgets.all().then((all) => new Set(all.map(nameOfLoad))) };
    const names = await last.names;
    return ({ partition, client, widget }) => names.has(nameOf(partition, client, widget));
  };
}

export type OpenWidgets = ReturnType<typeof createOpenWidgets>;

function nameOfLoad({ partition, client, id, origin }: WidgetLoad): string {
  return nameOf(partition, client, { id, origin });
}

function nameOf(partition: string, client: string, { id, origin }: LedgerEntry["widget"]): string {
  return JSON.stringify([partition, client, origin, id]);
}
