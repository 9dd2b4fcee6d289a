import type { ElementHandle, Page } from "puppeteer-core";
import type { ViewName } from "../../../inspector/state.ts";
import type { TestBrowser } from "../browser/browsers.ts";
import { newFileIn } from "../browser/downloads.ts";
import { until } from "../until.ts";

/** A height with which a page has the whole list of a short session in its document (CSS pixels). */
export const WHOLE_LIST = 6_000;

/** The inspector, open in a tab, with a reader's actions. */
export interface InspectorPage {
  page: Page;
  /** Shows a view. @returns its text */
  show(view: ViewName): Promise<string>;
  /** Replaces the filter. */
  filter(text: string): Promise<void>;
  /** Selects the first listed message, or the first matching one, once there is one. */
  select(which?: string): Promise<void>;
  /** The texts of all matching elements, each in one line. */
  texts(selector: string): Promise<string[]>;
  /** Waits until one of the matching elements contains this text. */
  untilSays(selector: string, words: string | RegExp): Promise<void>;
  /** The texts of the list's lines, each with its state. */
  rows(): Promise<string[]>;
  /** How many lines the list has, in the document or not, including dividers. */
  count(): Promise<number>;
  /**
   * Saves messages without secrets, by the page's own button.
   * @param folder as for `saveInto`
   * @returns the file's path
   */
  save(folder: string, which?: "all" | "filtered"): Promise<string>;
  /** Opens a file instead of live messages. */
  open(file: string): Promise<void>;
}

/** Waits until the inspector's list shows the results of this filter instead of an earlier one's. */
export async function untilFiltered(page: Page, text: string): Promise<void> {
  const hash = text === "" ? "" : `#${encodeURIComponent(text)}`;
  await until("the filter counts", async () => (await page.evaluate(() => location.hash)) === hash);
}

/**
 * Opens the inspector of all tabs. It gets every message of pages that load afterwards.
 * @param options.height of the page (CSS pixels); by default, that of all pages of this browser
 */
export async function openInspector(
  browser: TestBrowser,
  { height }: { height?: number } = {},
): Promise<InspectorPage> {
  const page = await browser.extensionPage("inspector/inspector.html", {
    until: '[data-testid="nothing"]:not([data-why="looking"]), [data-testid="message"]',
  });
  if (height !== undefined) await page.setViewport({ width: 1280, height });
  await until("the inspector's script is registered for new pages", () =>
    browser.evaluateInBackground(async () => {
      const { scripting } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
        .chrome;
      return (await scripting.getRegisteredContentScripts()).some(({ id }) => id === "inspected");
    }),
  );
  return inspectorIn(page);
}

function inspectorIn(page: Page): InspectorPage {
  const press = async (part: string) => (await page.waitForSelector(`[data-testid="${part}"]`))?.click();
  const texts = (selector: string) =>
    page.$$eval(selector, (found) =>
      found.map(({ textContent }) => (textContent ?? "").replaceAll(/\s+/g, " ").trim()),
    );
  return {
    page,
    texts,
    async show(view) {
      await page.bringToFront();
      await press(`tab-${view}`);
      await page.waitForSelector(`#view.${view}`);
      return page.$eval("#view", (shown) => (shown as HTMLElement).innerText);
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
    rows: () =>
      page.$$eval('[data-testid="message"]', (rows) =>
        rows.map((row) => [...row.children].map(({ textContent }) => textContent?.trim() ?? "").join(" | ")),
      ),
    // The list's header is a line as well.
    count: () =>
      page.$eval('[data-testid="messages"]', (grid) => Number(grid.getAttribute("aria-rowcount")) - 1),
    save: (folder, which = "all") =>
      newFileIn(folder, async () => {
        await page.bringToFront();
        await press("export");
        await press(`export-${which}`);
      }),
    async open(file) {
      const input = (await page.$('[data-testid="file"]')) as ElementHandle<HTMLInputElement>;
      await input.uploadFile(file);
      await until("the file is open", async () => (await page.$('[data-testid="file-open"]')) !== null);
    },
  };
}
