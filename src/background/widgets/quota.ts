import { isTied, type WidgetLoad } from "./widget-load.ts";

/** How many loads are remembered: for one origin's pages in one tab, for one origin in all tabs, and in all. */
export const MOST = { inTab: 50, ofOrigin: 150, inAll: 400 } as const;

/**
 * Makes space for a new load. Each origin has its own quota: a load that has a host is never forgotten for another
 * tab, since a call may be running in it.
 * @param others all other remembered loads
 * @returns the loads to forget for it; nothing if there is no space
 */
export function makeSpaceFor(
  { tabId, partition, client }: WidgetLoad,
  others: WidgetLoad[],
): WidgetLoad[] | undefined {
  const forgotten = new Set<WidgetLoad>();
  const isOfOrigin = (load: WidgetLoad) => load.partition === partition && load.client === client;
  const isInTab = (load: WidgetLoad) => isOfOrigin(load) && load.tabId === tabId;
  const isFree = (load: WidgetLoad) => isInTab(load) || !isTied(load);

  /** Leaves space for one more of a kind, by forgetting the idlest that may be forgotten. */
  function limit(most: number, isOfKind: (load: WidgetLoad) => boolean): boolean {
    const left = others.filter((load) => isOfKind(load) && !forgotten.has(load));
    const surplus = left.length - (most - 1);
    if (surplus <= 0) return true;
    const idlest = left
      .filter(isFree)
      .sort((a, b) => Number(isTied(a)) - Number(isTied(b)) || a.seenAt - b.seenAt);
    for (const load of idlest.slice(0, surplus)) forgotten.add(load);
    return idlest.length >= surplus;
  }

  const hasSpace =
    limit(MOST.inTab, isInTab) && limit(MOST.ofOrigin, isOfOrigin) && limit(MOST.inAll, () => true);
  return hasSpace ? [...forgotten] : undefined;
}
