import type { Page } from "puppeteer-core";
import type { TestBrowser } from "../browser/browsers.ts";
import { until } from "../until.ts";

/** @returns the open consent windows */
export async function consentWindows(browser: TestBrowser): Promise<Page[]> {
  const pages = await browser.openPages();
  return pages.filter((page) => page.url().includes("/consent/consent.html"));
}

/** @returns the consent window, once it shows a question */
export async function consentWindow(browser: TestBrowser): Promise<Page> {
  let found: Page | undefined;
  await until("the user is asked for consent", async () => {
    [found] = await consentWindows(browser);
    return (await found?.$('[data-testid="question"]')) != null;
  });
  return found as Page;
}

/** Answers the window's question as a user does: with a click, once the buttons accept one. */
export async function answerConsent(browser: TestBrowser, answer: "once" | "always" | "no"): Promise<void> {
  const window = await consentWindow(browser);
  await window.waitForSelector(`[data-testid="${answer}"][aria-disabled="false"]`);
  await window.click(`[data-testid="${answer}"]`);
}
