import type { Page } from "puppeteer-core";
import type { TestBrowser } from "../browser/browsers.ts";

/** Opens the options page in its own tab, and waits for its first answer. */
export function openOptions(browser: TestBrowser): Promise<Page> {
  return browser.extensionPage("options/options.html", { until: '[data-testid="sites"]' });
}
