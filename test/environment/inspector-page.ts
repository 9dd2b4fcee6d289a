import type { ElementHandle, Page } from "puppeteer-core";
import type { ViewName } from "../../inspector/state.ts";
import type { TestBrowser } from "./browser/browsers.ts";
import { newFileIn } from "./browser/downloads.ts";
import { until } from "./until.ts";

/** So high that the list of a short session is in the document as a whole, in CSS pixels. */
const HEIGHT = 6_000;

/** The inspector, open in a tab. */
export interface InspectorPage {
  page: Page;
  /** Shows a view. @returns its words */
  view(name: ViewName): Promise<string>;
  /** The lines of the list, as they are read; each with its state. */
  rows(): Promise<string[]>;
  /** How many lines the list has, in the document or not; a divider is one of them. */
  count(): Promise<number>;
  filter(text: string): Promise<void>;
  /**
   * Saves messages with the page's own button, without secrets.
   * @param folder as for `saveInto`
   * @returns the file's path
   */
  save(folder: string, which?: "all" | "filtered"): Promise<string>;
  /** Opens a file in the place of live messages. */
  open(file: string): Promise<void>;
}

/** Waits until the inspector's list shows what this filter finds, and no longer what an earlier one found. */
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
    // The head of the list is a line as well.
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
