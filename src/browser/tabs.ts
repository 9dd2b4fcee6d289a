import browser from "webextension-polyfill";
import { isSeenFrom, partitionOf } from "../messaging/sender.ts";

/** The partitions of open tabs, as looked up before. A tab keeps its partition, and its id is never reused. */
const partitions = new Map<number, string>();

/**
 * @returns the partition of a tab; nothing if the tab is gone. The browser is asked once per tab while `onTabClosed`
 *   listens
 */
export async function partitionOfTab(tabId: number): Promise<string | undefined> {
  const known = partitions.get(tabId);
  if (known !== undefined) return known;
  try {
    const partition = partitionOf(await browser.tabs.get(tabId));
    partitions.set(tabId, partition);
    return partition;
  } catch {
    return undefined;
  }
}

/** @returns the id of the tab the popup was opened over */
export async function activeTabId(): Promise<number | undefined> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
}

/** @returns the URL and the partition of a tab, if the user's click or a permission lets the extension see them */
export async function tabPage(tabId: number): Promise<{ url: string; partition: string } | undefined> {
  try {
    const tab = await browser.tabs.get(tabId);
    return tab.url === undefined ? undefined : { url: tab.url, partition: partitionOf(tab) };
  } catch {
    return undefined;
  }
}

/** A tab that shows a page of one of the extension's sites. */
export interface SiteTab {
  id: number;
  title: string;
  url: string;
}

/** @returns the partition of the tab that this page is in */
export async function ownPartition(): Promise<string> {
  return partitionOf(await browser.tabs.getCurrent());
}

/** @returns the tabs at these match patterns, which have to be granted, that a window of this partition may show */
export async function tabsAt(patterns: string[], window: string): Promise<SiteTab[]> {
  if (patterns.length === 0) return [];
  const tabs = await browser.tabs.query({ url: patterns });
  return tabs
    .filter((tab) => isSeenFrom(window, partitionOf(tab)))
    .flatMap(({ id, title = "", url = "" }) => (id === undefined ? [] : [{ id, title, url }]));
}

/** @returns the ids of all open tabs, whatever they show, or of those that a window of this partition may show */
export async function allTabs(window?: string): Promise<number[]> {
  const tabs = await browser.tabs.query({ discarded: false });
  return tabs
    .filter((tab) => window === undefined || isSeenFrom(window, partitionOf(tab)))
    .flatMap(({ id }) => (id === undefined ? [] : [id]));
}

/** Opens a page of the extension in a new tab, beside the active one. @param path inside the extension */
export async function openPage(path: string): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL(path) });
}

/** Calls the listener with each tab that has loaded another page, or is closed. @returns a function that stops it */
export function onTabsChanged(listener: (tabId: number) => void): () => void {
  const updated = (tabId: number, { status }: { status?: string }) => {
    if (status === "complete") listener(tabId);
  };
  const removed = (tabId: number) => listener(tabId);
  browser.tabs.onUpdated.addListener(updated);
  browser.tabs.onRemoved.addListener(removed);
  return () => {
    browser.tabs.onUpdated.removeListener(updated);
    browser.tabs.onRemoved.removeListener(removed);
  };
}

/** After this time a page counts as loaded (ms). */
const LOADED_WITHIN = 15_000;

/** Reloads a tab's page. Resolves when it has loaded or takes too long. @throws if the tab is gone */
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
    partitions.delete(tabId);
    listener(tabId);
  });
}
