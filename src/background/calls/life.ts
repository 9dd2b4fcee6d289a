import type { CallMembership } from "../../messaging/views/calls.ts";
import type { Ledger } from "../delays/ledger.ts";
import type { Widgets } from "../widgets/widgets.ts";
import { hasJustBegun, hasLiveWidget, isHeldHere } from "./alive.ts";

/** How many of a client's tabs are searched for widgets. */
const TABS = 20;

/** A client in a tab. */
export interface Client {
  tabId: number;
  partition: string;
  origin: string;
}

type Framed = { frames: string[] };

/** What finding signs of life needs. */
export interface LifeParts {
  ledger: Pick<Ledger, "all">;
  widgets: Pick<Widgets, "ofClient">;
  browser: {
    /** Returns the addresses of a tab's frames, and of the frames in those; `isPartial` if some may be missing. */
    pageFacts(tabId: number): Promise<Framed & { framed: Framed[]; isPartial?: true }>;
  };
  /** Epoch milliseconds. */
  now: () => number;
}

/** @returns a function that says whether something in this browser may keep a call alive */
export async function lifeIn(
  { tabId, partition, origin }: Client,
  { ledger, widgets, browser, now }: LifeParts,
): Promise<(call: CallMembership) => boolean> {
  const [entries, loads] = await Promise.all([ledger.all(), widgets.ofClient(partition, origin)]);
  const tabs = [...new Set([tabId, ...loads.map((load) => load.tabId)])].slice(0, TABS);
  // A tab that is gone, or that the extension may not see, shows no widgets.
  const facts = await Promise.all(tabs.map((tab) => browser.pageFacts(tab).catch(() => undefined)));
  // A frame that has not loaded may hide a widget, and nobody may be removed from a call because of that.
  if (facts.some((page) => page?.isPartial)) return () => true;
  const frames = facts.flatMap((page) =>
    page ? [...page.frames, ...page.framed.flatMap((framed) => framed.frames)] : [],
  );
  return (call) =>
    hasJustBegun(call, now()) ||
    isHeldHere(call, entries, now()) ||
    hasLiveWidget(call.room.id, loads, frames, now());
}
