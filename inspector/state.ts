import type { Phrase } from "../src/browser/i18n.ts";
import type { Query } from "./filter/query.ts";
import { FIRST_SETTINGS, type Settings } from "./settings.ts";

/** The inspector's views. */
export const VIEWS = ["messages", "handshake", "delays", "conformance"] as const;
export type ViewName = (typeof VIEWS)[number];

/** The one widget or delay whose rows are shown. */
export interface Thread {
  of: "widget" | "delay";
  /** The row from which it was followed, and to which one goes back. */
  from: number;
}

/** A file that is looked at instead of live traffic. */
export interface OpenFile {
  name: string;
  /** How many messages are in it. */
  rows: number;
  /** What could not be read; the number of the line comes first. */
  problems: readonly Phrase[];
  /** How many problems there are beyond those. */
  more: number;
}

/** A request that is edited before it is sent again. */
export interface Editing {
  conversation: number;
  /** The widget in whose name it will be sent. */
  widget: string;
  json: string;
}

/** Everything that the page shows, but for the rows, which are in the log and in the list. */
export interface InspectorState {
  view: ViewName;
  /** Grows whenever the list or a row has changed. */
  revision: number;
  /** The serial of the row whose details are shown. */
  selected: number | undefined;
  /** The list stays at its end as rows come. */
  isFollowing: boolean;
  /** Rows that have come since it does not. */
  unseen: number;
  isPaused: boolean;
  filter: string;
  /** The filter's text, on or off. */
  query: Query;
  /** Whether the filter counts; its text stays while it does not. */
  isFilterOn: boolean;
  highlight: string;
  thread: Thread | undefined;
  pinned: ReadonlySet<number>;
  file: OpenFile | undefined;
  editing: Editing | undefined;
  /** Whether the user has switched on in the options that requests can be sent again. */
  maySend: boolean;
  /** Where rows come from, which says why there are none: no site is on, or no widget has spoken. */
  source: "looking" | "none-on" | "listening";
  /** Whether the tab that is watched could not be reached as it is: its frames tell nothing before it reloads. */
  isUnreached: boolean;
  /** The number of entries that frames reported and no row has: they did not arrive, or could not be read. */
  lost: { missed: number; dropped: number };
  /** The page's last action, or its failure. */
  notice: Phrase | undefined;
  settings: Settings;
}

export const EMPTY: InspectorState = {
  view: "messages",
  revision: 0,
  selected: undefined,
  isFollowing: true,
  unseen: 0,
  isPaused: false,
  filter: "",
  query: { clauses: [], problems: [] },
  isFilterOn: true,
  highlight: "",
  thread: undefined,
  pinned: new Set(),
  file: undefined,
  editing: undefined,
  maySend: false,
  source: "looking",
  isUnreached: false,
  lost: { missed: 0, dropped: 0 },
  notice: undefined,
  settings: FIRST_SETTINGS,
};
