import browser from "webextension-polyfill";
import { worldOf } from "../messaging/sender.ts";

/** The worlds of tabs that are open, as far as they were asked for. A tab keeps its world, and its id is given to no other. */
const worlds = new Map<number, string>();

/** @returns the world of a tab, or nothing when the tab is gone. The browser is asked once for each while `onTabClosed` listens */
export async function worldOfTab(tabId: number): Promise<string | undefined> {
  const known = worlds.get(tabId);
  if (known !== undefined) return known;
  try {
    const world = worldOf(await browser.tabs.get(tabId));
    worlds.set(tabId, world);
    return world;
  } catch {
    return undefined;
  }
}

/** @returns the id of the tab the popup was opened over */
export async function activeTabId(): Promise<number | undefined> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
}

/** @returns the URL and the world of a tab, as far as the user's click or a permission lets them be seen */
export async function tabPage(tabId: number): Promise<{ url: string; world: string } | undefined> {
  try {
    const tab = await browser.tabs.get(tabId);
    return tab.url === undefined ? undefined : { url: tab.url, world: worldOf(tab) };
  } catch {
    return undefined;
  }
}

/** How long a page may take to load until it counts as loaded, in milliseconds. */
const LOADED_WITHIN = 15_000;

/** Loads a tab's page anew. Resolves when it is there, or takes too long. @throws when the tab is gone */
export async function reloadTab(tabId: number): Promise<void> {
  const { onUpdated } = browser.tabs;
  let settle = () => {};
  const loaded = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const heard = (id: number, { status }: { status?: string }) => {
    if (id === tabId && status === "complete") settle();
  };
  onUpdated.addListener(heard);
  const timer = setTimeout(settle, LOADED_WITHIN);
  try {
    await browser.tabs.reload(tabId);
    await loaded;
  } finally {
    clearTimeout(timer);
    onUpdated.removeListener(heard);
  }
}

/** Calls the listener with the id of each tab that is closed. */
export function onTabClosed(listener: (tabId: number) => void): void {
  browser.tabs.onRemoved.addListener((tabId) => {
    worlds.delete(tabId);
    listener(tabId);
  });
}
