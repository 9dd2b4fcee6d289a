import type { TestBrowser } from "../browser/browsers.ts";
import { until } from "../until.ts";

interface ActionGlobal {
  action: { getBadgeText(of: object): Promise<string>; getTitle(of: object): Promise<string> };
}

/** The text and the title of the extension's toolbar button. */
function badgeOf(browser: TestBrowser): Promise<{ text: string; title: string }> {
  return browser.evaluateInBackground(async () => {
    const { action } = (globalThis as unknown as { chrome: ActionGlobal }).chrome;
    return { text: await action.getBadgeText({}), title: await action.getTitle({}) };
  });
}

/** Waits until the button's title begins like this, and its badge has or lacks a "!". */
export function untilBadge(
  browser: TestBrowser,
  text: "" | "!",
  title: string,
  withinMs?: number,
): Promise<void> {
  const isSo = async () => {
    const badge = await badgeOf(browser);
    return badge.text === text && badge.title.startsWith(title);
  };
  return until(`the badge is "${text}", and its title "${title}…"`, isSo, withinMs);
}
