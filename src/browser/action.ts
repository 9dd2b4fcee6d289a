import browser from "webextension-polyfill";
import type { Button, TabState } from "../background/overview/toolbar.ts";
import { partitionOf } from "../messaging/sender.ts";
import { type MessageKey, text } from "./i18n.ts";

/**
 * The popup's own colours for what needs attention and for what is well (ui/base.css, light theme). White text on them
 * has a contrast of 6 to 1.
 */
const ATTENTION = "#8a5300";
const CALM = "#4b44c9";
const TEXT = "#ffffff";

const SIZES = [16, 32];
const TITLES: Record<TabState, MessageKey> = {
  off: "buttonOff",
  on: "buttonOn",
  protected: "buttonProtected",
  problem: "buttonUnreached",
};
/** The largest number that fits a badge. */
const MANY = 999;

/**
 * Draws the toolbar button: in one tab, until the tab loads another page, or in all tabs without their own. A browser
 * without badges leaves the button unchanged.
 */
export async function drawButton({ state, pending, trouble }: Button, tabId?: number): Promise<void> {
  const { action } = browser;
  const where = tabId === undefined ? {} : { tabId };
  const title = text(trouble ?? TITLES[state]);
  const count = pending > MANY ? `${MANY}+` : String(pending || "");
  try {
    await action.setIcon({ ...where, path: iconsOf(state) });
    await action.setTitle({
      ...where,
      title: pending > 0 ? text("buttonPending", title, String(pending)) : title,
    });
    await action.setBadgeBackgroundColor({ ...where, color: trouble ? ATTENTION : CALM });
    await action.setBadgeTextColor({ ...where, color: TEXT });
    await action.setBadgeText({ ...where, text: trouble ? "!" : count });
  } catch {
    // The tab is gone, or there are no badges. Nothing depends on them: the popup says the same.
  }
}

/** @returns the icons' paths, from the root: the background's folder differs from a page's */
function iconsOf(state: TabState): Record<string, string> {
  return Object.fromEntries(SIZES.map((size) => [size, `/icons/${state}-${size}.png`]));
}

/** @returns all tabs with a page in them, each with its URL if that is granted */
export async function buttonTabs() {
  const tabs = await browser.tabs.query({ discarded: false });
  return tabs.map(asButtonTab).filter((tab) => tab !== undefined);
}

/** @returns the tab; nothing if it is gone */
export function buttonTab(tabId: number) {
  return browser.tabs.get(tabId).then(asButtonTab, () => undefined);
}

type Tab = Awaited<ReturnType<typeof browser.tabs.get>>;

function asButtonTab(tab: Tab) {
  const { id, url } = tab;
  return id === undefined
    ? undefined
    : { id, partition: partitionOf(tab), ...(url !== undefined && { url }) };
}
