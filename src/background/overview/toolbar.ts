import { PRIVATE_PARTITION } from "../../messaging/sender.ts";
import type { Ledger } from "../delays/ledger.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import type { Sites } from "../sites.ts";
import { oneAtATime, type Store } from "../store.ts";
import type { WidgetLoad } from "../widgets/widget-load.ts";
import type { Widgets } from "../widgets/widgets.ts";
import { type Badge, badgeOf, troubleOf } from "./badge.ts";
import type { Unreached } from "./unreached.ts";

/**
 * The state of a tab. `off` and `on`: whether Postdate is on in it; `protected`: it does something for a widget there;
 * `problem`: a delay has trouble, or a widget has no script of ours.
 */
export type TabState = "off" | "on" | "protected" | "problem";

/** What the toolbar button shows. */
export interface Button extends Badge {
  state: TabState;
}

/** A tab; its URL is that of a granted site, or absent. */
export interface ButtonTab {
  id: number;
  url?: string;
  partition: string;
}

/** What the toolbar button needs of the browser. */
export interface ButtonBrowser {
  /** Draws the button for a tab, until the tab loads another page; without a tab, for all tabs without their own. */
  drawButton(button: Button, tabId?: number): void;
  /** All tabs, and one of them; nothing if it is gone. */
  buttonTabs(): Promise<ButtonTab[]>;
  buttonTab(tabId: number): Promise<ButtonTab | undefined>;
}

/** The storage key of the button that was last drawn everywhere, and the ids of the tabs with a button of their own. */
const KEY = "toolbar";
const TABS = "toolbar tabs";

interface Parts {
  ledger: Pick<Ledger, "all">;
  sites: Pick<Sites, "all" | "isOn">;
  widgets: Pick<Widgets, "allInTab">;
  unreached: Pick<Unreached, "isIn">;
  browser: ButtonBrowser;
  inMemory: Store;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Keeps the toolbar button up to date. The browser keeps the drawn button until it closes, like `storage.session`,
 * where it is noted too: so a new worker redraws nothing unnecessarily. A tab's own button is lost with each new page;
 * pages of sites that are on report themselves, and all others show the button that is drawn everywhere: off.
 */
export function createToolbar({ ledger, sites, widgets, unreached, browser, inMemory, now }: Parts) {
  const inOrder = oneAtATime();
  let isWaiting = false;

  /** Something may have changed in the ledger or the sites: draws the buttons that differ. */
  async function refresh(): Promise<void> {
    if (isWaiting) return;
    isWaiting = true;
    // The answer to a restart goes first, and changes in the meantime are drawn together.
    await new Promise((resolve) => setTimeout(resolve));
    isWaiting = false;
    await inOrder(async () => {
      const entries = await ledger.all();
      const ordinary = badgeOf(entries, now());
      const said = JSON.stringify([
        ordinary,
        badgeOf(entries, now(), PRIVATE_PARTITION),
        entries
          .filter((entry) => troubleOf(entry, now()))
          .map(({ partition, client }) => [partition, client]),
        await sites.all(),
      ]);
      if ((await inMemory.get(KEY)) === said) return;
      browser.drawButton({ state: "off", ...ordinary });
      const before = await drawnIn();
      const drawn: number[] = [];
      for (const tab of await browser.buttonTabs())
        if (await draw(tab, entries, before.includes(tab.id))) drawn.push(tab.id);
      await inMemory.set(TABS, drawn);
      await inMemory.set(KEY, said);
    });
  }

  /** Something may have changed in one tab. */
  function refreshTab(tabId: number): Promise<void> {
    return inOrder(async () => {
      const tab = await browser.buttonTab(tabId);
      if (!tab || !(await draw(tab, await ledger.all(), true))) return;
      const before = await drawnIn();
      if (!before.includes(tabId)) await inMemory.set(TABS, [...before, tabId]);
    });
  }

  async function drawnIn(): Promise<number[]> {
    const tabs = await inMemory.get(TABS);
    return Array.isArray(tabs) ? tabs : [];
  }

  /** @returns whether the tab has a button of its own, rather than the one drawn everywhere */
  async function draw(tab: ButtonTab, entries: LedgerEntry[], isDrawn: boolean): Promise<boolean> {
    const state = await stateOf(tab, entries);
    if (state === "off" && tab.partition !== PRIVATE_PARTITION && !isDrawn) return false;
    browser.drawButton({ state, ...badgeOf(entries, now(), tab.partition) }, tab.id);
    return true;
  }

  async function stateOf({ id, url, partition }: ButtonTab, entries: LedgerEntry[]): Promise<TabState> {
    const origin = url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
    const loads = (await widgets.allInTab(id)).filter((load) => mayBeIn(origin, load));
    const clients = new Set(loads.map(({ client }) => client));
    if (origin !== undefined) clients.add(origin);
    const on: string[] = [];
    for (const client of clients) if (await sites.isOn(client)) on.push(client);
    if (on.length === 0) return "off";
    const isHere = (entry: LedgerEntry) => entry.partition === partition && on.includes(entry.client);
    if (entries.some((entry) => isHere(entry) && troubleOf(entry, now()))) return "problem";
    if (await unreached.isIn(id)) return "problem";
    return loads.some((load) => on.includes(load.client) && isHelped(load)) ? "protected" : "on";
  }

  return { refresh, refreshTab };
}

export type Toolbar = ReturnType<typeof createToolbar>;

/**
 * Says whether a remembered load may still be in its tab: a load in the tab's own page is over once another client's page
 * is there.
 */
function mayBeIn(page: string | undefined, { host, client }: WidgetLoad): boolean {
  return host?.frameId !== 0 || client === page;
}

/** Says whether the user has granted something that was hidden from the widget's host. */
function isHelped({ host, hidden, granted }: WidgetLoad): boolean {
  return host !== undefined && hidden.length > 0 && Object.values(granted).includes(true);
}
