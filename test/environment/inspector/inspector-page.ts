import type { Page } from "puppeteer-core";
import type { ViewName } from "../../../inspector/state.ts";
import type { TestBrowser } from "../browser/browsers.ts";
import { untilFiltered } from "../inspector-page.ts";
import { until } from "../until.ts";

/** The inspector, open in a tab, with a reader's actions. */
export interface InspectorPage {
  page: Page;
  show(view: ViewName): Promise<void>;
  /** Replaces the filter. */
  filter(text: string): Promise<void>;
  /** Selects the first listed message, or the first matching one, once there is one. */
  select(which?: string): Promise<void>;
  /** The texts of all matching elements, each in one line. */
  texts(selector: string): Promise<string[]>;
  /** Waits until one of the matching elements contains this text. */
  untilSays(selector: string, words: string | RegExp): Promise<void>;
}

/** Opens the inspector of all tabs. It gets every message of pages that load afterwards. */
export async function openInspector(browser: TestBrowser): Promise<InspectorPage> {
  const page = await browser.extensionPage("inspector/inspector.html", {
    until: '[data-testid="nothing"]:not([data-why="looking"])',
  });
  await until("the inspector's script is registered for new pages", () =>
    browser.evaluateInBackground(async () => {
      const { scripting } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
        .chrome;
      return (await scripting.getRegisteredContentScripts()).some(({ id }) => id === "inspected");
    }),
  );
  const texts = (selector: string) =>
    page.$$eval(selector, (found) =>
      found.map(({ textContent }) => (textContent ?? "").replaceAll(/\s+/g, " ").trim()),
    );
  return {
    page,
    texts,
    async show(view) {
      await page.bringToFront();
      await page.click(`[data-testid="tab-${view}"]`);
    },
    async filter(text) {
      await page.bringToFront();
      await page.$eval("#filter", (box) => (box as HTMLInputElement).select());
      await page.keyboard.press("Backspace");
      await page.type("#filter", text);
      await page.keyboard.press("Enter");
      await untilFiltered(page, text);
    },
    async select(which = "") {
      const message = `[data-testid="message"]${which}`;
      await page.waitForSelector(message);
      await page.click(message);
    },
    untilSays(selector, words) {
      const says = (text: string) => (typeof words === "string" ? text.includes(words) : words.test(text));
      return until(`${selector} says ${words}`, async () => {
        const found = await texts(selector);
        if (found.some(says)) return true;
        throw new Error(`The page shows ${found.join(" | ")}`);
      });
    },
  };
}
