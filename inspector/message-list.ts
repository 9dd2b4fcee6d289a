import type { Query } from "./filter/query.ts";
import { search } from "./filter/search.ts";
import type { SearchIndex } from "./filter/search-index.ts";
import { createView } from "./filter/view.ts";
import { createExtras } from "./list-extras.ts";
import { createItems, type Items } from "./list-items.ts";
import type { Row } from "./log/row.ts";
import type { TrafficLog } from "./log/traffic-log.ts";

/** Restricts the list to some rows, whatever the filter says. */
export type Among = (row: Row) => boolean;

/** What the list needs from the page. */
export interface ListDependencies {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds that never go back. */
  clock(): number;
  /** Lets the page draw and handle input. */
  pause(): Promise<void>;
  /** Is called when the list changes by itself, because a search goes on. */
  changed(): void;
}

/** The result of `TrafficLog.take`. */
export interface News {
  added: readonly number[];
  changed: readonly number[];
}

const NO_QUERY: Query = { clauses: [], problems: [] };

/**
 * Makes the list of messages to show: the rows that match a filter, pinned rows, and a divider before each
 * conversation. It starts with all rows that the log already has.
 */
export function createMessageList(log: TrafficLog, index: SearchIndex, dependencies: ListDependencies) {
  const extras = createExtras(log);
  let query = NO_QUERY;
  let among: Among = () => true;
  let clearedTo = 0;
  let held: { added: number[]; changed: Set<number> } | undefined;
  let searching = new AbortController();
  let searched: number | undefined;

  const narrowed: SearchIndex = {
    ...index,
    subject(serial) {
      if (serial <= clearedTo) return undefined;
      const row = log.row(serial);
      return row && among(row) ? index.subject(serial) : undefined;
    },
  };
  let view = createView(log, narrowed, query);
  let items: Items = createItems([], []);
  for (let serial = Math.max(1, log.first); serial <= log.last; serial += 1) extras.begin(serial);
  startSearch();

  /** Searches the whole log: the first slice at once, and the rest while the page draws. */
  function startSearch(): void {
    searching.abort();
    searching = new AbortController();
    view = createView(log, narrowed, query);
    searched = undefined;
    let isLater = false;
    const progressed = ({ done, of }: { done: number; of: number }) => {
      searched = done < of ? done / of : undefined;
      arrange();
      if (isLater) dependencies.changed();
    };
    void search(view, dependencies, progressed, searching.signal);
    isLater = true;
    arrange();
  }

  function arrange(): void {
    items = createItems(view.serials, extras.after(clearedTo));
  }

  /** @returns how many more rows the list shows than before */
  function take(news: News): number {
    const before = view.serials.length;
    // A changed row may have moved to another conversation.
    for (const serial of [...news.added, ...news.changed]) extras.begin(serial);
    view.take(news, dependencies.now());
    arrange();
    return Math.max(0, view.serials.length - before);
  }

  return {
    get items() {
      return items;
    },
    /** The serials of the rows that the filter shows, ascending. */
    get serials() {
      return view.serials;
    },
    /** How many rows are hidden only because their action is muted. */
    get muted() {
      return view.muted;
    },
    /** How much of the log has been searched (0 to 1) while a search goes on. */
    get searched() {
      return searched;
    },
    /** How many rows have come since the list was paused. */
    get waiting() {
      return held?.added.length ?? 0;
    },
    /** Adds new and changed rows of the log. @returns how many more rows the list shows than before */
    take(news: News): number {
      index.take([...news.added, ...news.changed]);
      if (!held) return take(news);
      held.added.push(...news.added);
      for (const serial of news.changed) held.changed.add(serial);
      return 0;
    },
    /** Updates what time alone can change. */
    tick(): void {
      if (!held && view.tick(dependencies.now())) arrange();
    },
    /** Changes the filter, the restriction, or both. */
    show(next: { query?: Query; among?: Among }): void {
      query = next.query ?? query;
      among = next.among ?? among;
      startSearch();
    },
    /** Hides all present rows but the pinned ones. The log keeps them. */
    clear(): void {
      if (held) {
        for (const serial of held.added) extras.begin(serial);
        held = { added: [], changed: new Set() };
      }
      clearedTo = log.last;
      startSearch();
    },
    /** Keeps a row in the list whatever the filter says, or no longer. */
    pin(serial: number, isPinned: boolean): void {
      extras.pin(serial, isPinned);
      arrange();
    },
    pause(): void {
      held ??= { added: [], changed: new Set() };
    },
    /** Ends a pause, and shows the rows that have come meanwhile. @returns how many there are */
    goOn(): number {
      const { added, changed } = held ?? { added: [], changed: new Set<number>() };
      held = undefined;
      return take({ added, changed: [...changed] });
    },
    /** Aborts a search that goes on. */
    end: () => searching.abort(),
  };
}
