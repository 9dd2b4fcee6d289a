import type { Phrase } from "../src/browser/i18n.ts";
import type { Query } from "./filter/query.ts";
import { FIRST_SETTINGS, type Settings } from "./settings.ts";

/** The inspector's views. */
export const VIEWS = ["messages", "handshake", "delays", "conformance"] as const;
export type ViewName = (typeof VIEWS)[number];

/** The rows of one widget or of one delay, shown alone. */
export interface Thread {
  of: "widget" | "delay";
  /** The row from which the user opened it, and to which they return. */
  from: number;
}

/** A file that is shown instead of live messages. */
export interface OpenFile {
  name: string;
  /** How many rows it has. */
  rows: number;
  /** Whether its times count from its first message. */
  isRelative?: boolean;
  /** What could not be read, with the number of the line first. */
  problems: readonly Phrase[];
  /** How many further problems there are. */
  more: number;
}

/** A request that is edited before it is sent again. */
export interface Editing {
  conversation: number;
  /** The widget in whose name it will be sent. */
  widget: string;
  json: string;
}

/** Everything that the page shows except the rows, which are in the log and in the list. */
export interface InspectorState {
  view: ViewName;
  /** Grows whenever the list or a row has changed. */
  revision: number;
  /** The serial of the row whose details are shown. */
  selected: number | undefined;
  /** Whether the list stays at its end as rows come. */
  isFollowing: boolean;
  /** How many rows have come since it stopped following. */
  unseen: number;
  isPaused: boolean;
  filter: string;
  /** The parsed filter, on or off. */
  query: Query;
  /** Whether the filter applies; its text stays while it does not. */
  isFilterOn: boolean;
  highlight: string;
  thread: Thread | undefined;
  pinned: ReadonlySet<number>;
  file: OpenFile | undefined;
  editing: Editing | undefined;
  /** Whether the user has allowed sending requests again, in the options. */
  maySend: boolean;
  /** Why there may be no rows: no site is on, or no widget has sent anything. */
  source: "looking" | "none-on" | "listening";
  /** Whether the script could not run in the watched tab: its frames report nothing until it reloads. */
  isUnreached: boolean;
  /** The reported entries that are not among the rows: they did not arrive, or were invalid. */
  lost: { missed: number; dropped: number };
  /** The outcome of the user's last action. */
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
