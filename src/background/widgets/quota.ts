import { isTied, type WidgetLoad } from "./widget-load.ts";

/** How many loads are remembered: of one origin's pages in one tab, of one origin in all its tabs, and in all. */
export const MOST = { inTab: 50, ofOrigin: 150, inAll: 400 } as const;

/**
 * Makes room for a load that is new. Everybody's place is limited by a quota of their own: what has a host is never forgotten for
 * the sake of another tab, since a call may run in it.
 * @param others what is remembered besides
 * @returns what is to be forgotten for it; nothing where there is no room
 */
export function makeSpaceFor(
  { tabId, partition, client }: WidgetLoad,
  others: WidgetLoad[],
): WidgetLoad[] | undefined {
  const forgotten = new Set<WidgetLoad>();
  const isOfOrigin = (load: WidgetLoad) => load.partition === partition && load.client === client;
  const isInTab = (load: WidgetLoad) => isOfOrigin(load) && load.tabId === tabId;
  const isFree = (load: WidgetLoad) => isInTab(load) || !isTied(load);

  /** Keeps those of a kind below a number, by forgetting the idlest that may be. */
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
