import type { Phrase } from "../src/browser/i18n.ts";
import { withMuted } from "./filter/edit.ts";
import { parseFilter } from "./filter/parse.ts";
import { withRecent } from "./filter/saved.ts";
import { createSearchIndex } from "./filter/search-index.ts";
import type { Row } from "./log/row.ts";
import type { Captured } from "./log/source.ts";
import type { TrafficLog } from "./log/traffic-log.ts";
import { createMessageList, type News } from "./message-list.ts";
import { nextRow } from "./next-row.ts";
import { endOf } from "./rows.ts";
import type { Settings } from "./settings.ts";
import { EMPTY, type InspectorState, type OpenFile, type Thread, type ViewName } from "./state.ts";
import { rowsOfThread } from "./threads.ts";

/** What the inspector needs from the browser. */
export interface InspectorBrowser {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds that never go back. */
  clock(): number;
  /** Lets the page draw and handle input. */
  pause(): Promise<void>;
  /** Puts a text on the clipboard; must come straight from a click or a key. */
  copy(text: string): Promise<void>;
  /** Stores the settings. */
  save(settings: Settings): Promise<void>;
}

/**
 * The inspector's state, and what the user can do. The rows stay in their log, and the list has their serials.
 * @param live the log of live messages
 * @param show is called with every new state
 */
export function createModel(
  live: TrafficLog,
  browser: InspectorBrowser,
  show: (state: InspectorState) => void,
  settings: Settings = EMPTY.settings,
) {
  let state: InspectorState = { ...EMPTY, settings };
  const around = {
    now: () => browser.now(),
    clock: () => browser.clock(),
    pause: () => browser.pause(),
    changed: () => changed(0),
  };
  const listOf = (log: TrafficLog, times = around) => createMessageList(log, createSearchIndex(log), times);
  const liveList = listOf(live);
  let shown: { log: TrafficLog; list: typeof liveList; end?: number } = { log: live, list: liveList };

  function set(change: Partial<InspectorState>): void {
    state = { ...state, ...change };
    show(state);
  }

  function changed(count: number, change: Partial<InspectorState> = {}): void {
    const unseen = state.isFollowing ? 0 : state.unseen + count;
    set({ revision: state.revision + 1, unseen, ...change });
  }

  function take(news: News): void {
    const count = liveList.take(news);
    if (shown.list === liveList && news.added.length + news.changed.length > 0) changed(count);
  }

  function select(selected: number | undefined): void {
    set({ selected, isFollowing: state.isFollowing && selected === undefined });
  }

  function relist(change: Partial<InspectorState>): void {
    state = { ...state, ...change };
    const query = state.isFilterOn ? state.query : EMPTY.query;
    shown.list.show({ query, among: rowsOfThread(state.thread, shown.log) });
    changed(0);
  }

  const setFilter = (filter: string) =>
    relist({ filter, query: parseFilter(filter, browser.clock), isFilterOn: true });

  function remember(change: Partial<Settings>): void {
    const settings = { ...state.settings, ...change };
    set({ settings });
    void browser.save(settings).catch(() => undefined);
  }

  return {
    get state() {
      return state;
    },
    get log() {
      return shown.log;
    },
    get list() {
      return shown.list;
    },
    /** Epoch milliseconds; while a file is shown, its end. */
    now: () => shown.end ?? browser.now(),
    set,
    select,
    setFilter,
    remember,
    take: (captured: readonly Captured[]) => take(live.take(captured)),
    /** Marks requests without a reply in time; to be called about once a second. */
    tick(): void {
      const { last } = live;
      const serials = live.tick(browser.now());
      take({
        added: serials.filter((serial) => serial > last),
        changed: serials.filter((serial) => serial <= last),
      });
      liveList.tick();
      // A waiting handshake and a running delay change with the time.
      if (state.view !== "messages" && !state.file) changed(0);
    },
    show: (view: ViewName) => set({ view }),
    /** Makes the list follow its end as rows come, or stay where it is. */
    stayAtEnd(isFollowing: boolean): void {
      if (isFollowing !== state.isFollowing) set({ isFollowing, unseen: isFollowing ? 0 : state.unseen });
    },
    /** Shows a row among the messages, whatever the filter says. */
    goTo(serial: number): void {
      const { items } = shown.list;
      if (items.at(items.placeOf(serial)) !== serial) relist({ isFilterOn: false, thread: undefined });
      set({ view: "messages", selected: serial, isFollowing: false });
    },
    /** Selects the next row in this direction that meets the condition. @returns whether there is one */
    step(direction: 1 | -1, is: (row: Row) => boolean = () => true): boolean {
      const serial = nextRow(shown, state.selected, direction, is);
      if (serial !== undefined) select(serial);
      return serial !== undefined;
    },
    /** Adds the filter to the recent ones. */
    rememberFilter: () => remember({ filters: withRecent(state.settings.filters, state.filter) }),
    switchFilter: (isFilterOn: boolean) => relist({ isFilterOn }),
    mute: (action: string) => setFilter(withMuted(state.filter, action)),
    /** Shows one thread alone, or all rows again and the row from which the thread was opened. */
    follow(thread: Thread | undefined): void {
      relist({ thread, ...(thread === undefined && state.thread && { selected: state.thread.from }) });
    },
    pin(serial: number): void {
      const pinned = new Set(state.pinned);
      const isPinned = !pinned.delete(serial);
      if (isPinned) pinned.add(serial);
      shown.list.pin(serial, isPinned);
      changed(0, { pinned });
    },
    clear(): void {
      shown.list.clear();
      changed(0, { unseen: 0 });
    },
    /** Pauses the list; the log goes on. */
    pause(): void {
      liveList.pause();
      set({ isPaused: true });
    },
    goOn(): void {
      changed(liveList.goOn(), { isPaused: false });
    },
    /** Shows a file's rows, or the live ones again. Live recording goes on meanwhile. */
    showLog(opened: { log: TrafficLog; file: OpenFile } | undefined): void {
      if (shown.list !== liveList) shown.list.end();
      const end = opened && endOf(opened.log);
      shown = opened
        ? { log: opened.log, list: listOf(opened.log, { ...around, now: () => end ?? 0 }), end }
        : { log: live, list: liveList };
      for (const serial of state.pinned) liveList.pin(serial, false);
      const fresh = { selected: undefined, thread: undefined, pinned: EMPTY.pinned, unseen: 0 };
      relist({ ...fresh, file: opened?.file, isFollowing: opened === undefined });
    },
    async copy(text: string, done: Phrase): Promise<void> {
      const notice: Phrase = await browser.copy(text).then(
        () => done,
        () => ["inspectCopyFailed"],
      );
      set({ notice });
    },
  };
}

export type Model = ReturnType<typeof createModel>;
