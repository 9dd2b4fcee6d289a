import type { ElementHandle, Page } from "puppeteer-core";
import type { ViewName } from "../../inspector/state.ts";
import type { TestBrowser } from "./browser/browsers.ts";
import { newFileIn } from "./browser/downloads.ts";
import { until } from "./until.ts";

/** Tall enough to have the whole list of a short session in the document (CSS pixels). */
const HEIGHT = 6_000;

/** The inspector, open in a tab. */
export interface InspectorPage {
  page: Page;
  /** Shows a view. @returns its text */
  view(name: ViewName): Promise<string>;
  /** The texts of the list's lines, each with its state. */
  rows(): Promise<string[]>;
  /** How many lines the list has, in the document or not, including dividers. */
  count(): Promise<number>;
  filter(text: string): Promise<void>;
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
 * Opens the inspector.
 * @param options.tab the tab that it watches; without it, all tabs
 * @param options.height of the page, in CSS pixels
 */
export async function openInspector(
  browser: TestBrowser,
  { tab, height = HEIGHT }: { tab?: number; height?: number } = {},
): Promise<InspectorPage> {
  const page = await browser.extensionPage("inspector/inspector.html", {
    ...(tab !== undefined && { query: { tab: String(tab) } }),
    until: '[data-testid="nothing"]:not([data-why="looking"]), [data-testid="message"]',
  });
  await page.setViewport({ width: 1280, height });
  const press = async (part: string) => (await page.waitForSelector(`[data-testid="${part}"]`))?.click();
  return {
    page,
    async view(name) {
      await page.bringToFront();
      await press(`tab-${name}`);
      await page.waitForSelector(`#view.${name}`);
      return page.$eval("#view", (view) => (view as HTMLElement).innerText);
    },
    rows: () =>
      page.$$eval('[data-testid="message"]', (rows) =>
        rows.map((row) => [...row.children].map(({ textContent }) => textContent?.trim() ?? "").join(" | ")),
      ),
    // The list's header is a line as well.
    count: () =>
      page.$eval('[data-testid="messages"]', (grid) => Number(grid.getAttribute("aria-rowcount")) - 1),
    async filter(text) {
      await page.bringToFront();
      await page.$eval("#filter", (box) => (box as HTMLInputElement).select());
      await page.type("#filter", text);
      await page.keyboard.press("Enter");
      await untilFiltered(page, text);
    },
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
