import { isTied, type WidgetLoad } from "./widget-load.ts";

/**
 * How many loads are remembered: for one origin's pages in one tab, for one origin in all tabs, and in all.
 * `storage.session` has 10 MB for everything, so their size is limited too.
 */
export const MOST = { allInTab: 200, ofOrigin: 600, inAll: 1_200 } as const;
/** How much space they may take (characters of JSON): one load, those of one origin, and all. A call takes 5,000. */
export const LARGEST = { load: 40_000, ofOrigin: 2_000_000, inAll: 3_000_000 } as const;

/**
 * Makes space for a load that is new, or has grown. Each origin has its own quota: a load with a host is never
 * forgotten to make space for another tab, since a call may be running in it.
 * @param others all other remembered loads
 * @returns the loads to forget for it; nothing if there is no space
 */
export function makeSpaceFor(load: WidgetLoad, others: WidgetLoad[]): WidgetLoad[] | undefined {
  const { tabId, partition, client } = load;
  const size = sizeOf(load);
  const forgotten = new Set<WidgetLoad>();
  const isOfOrigin = (each: WidgetLoad) => each.partition === partition && each.client === client;
  const isInTab = (each: WidgetLoad) => isOfOrigin(each) && each.tabId === tabId;
  const isFree = (each: WidgetLoad) => isInTab(each) || !isTied(each);

  /**
   * Makes space for the load among those of a kind, by forgetting the ones idle the longest, if they may be forgotten.
   */
  function limit(most: number, largest: number, isOfKind: (load: WidgetLoad) => boolean): boolean {
    const left = others.filter((each) => isOfKind(each) && !forgotten.has(each));
    let surplus = left.length - (most - 1);
    let excess = left.reduce((sum, each) => sum + sizeOf(each), size) - largest;
    const idlest = left
      .filter(isFree)
      .sort((a, b) => Number(isTied(a)) - Number(isTied(b)) || a.seenAt - b.seenAt);
    for (const each of idlest) {
      if (surplus <= 0 && excess <= 0) break;
      forgotten.add(each);
      surplus -= 1;
      excess -= sizeOf(each);
    }
    return surplus <= 0 && excess <= 0;
  }

  const hasSpace =
    size <= LARGEST.load &&
    limit(MOST.allInTab, LARGEST.ofOrigin, isInTab) &&
    limit(MOST.ofOrigin, LARGEST.ofOrigin, isOfOrigin) &&
    limit(MOST.inAll, LARGEST.inAll, () => true);
  return hasSpace ? [...forgotten] : undefined;
}

/** The minimum space that each load counts for, so that most loads can grow without checking all others again. */
const SET_ASIDE = 2_500;

/** @returns how much space a load takes (characters of JSON) */
export function sizeOf(load: WidgetLoad): number {
  return Math.max(SET_ASIDE, JSON.stringify(load).length);
}
