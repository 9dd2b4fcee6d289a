import type { Page } from "puppeteer-core";
import type { TestBrowser } from "../test/environment/browsers.ts";
import type { Demo } from "./demo.ts";
import { soon } from "./expectation.ts";

/** One delay in the popup. */
export interface Row {
  id: string;
  state: string;
  /** As it is written there. */
  countdown: string;
  /** In seconds; NaN when nothing is counted down. */
  left: number;
}

/** The popup, open in a tab. */
export interface PopupPage {
  page: Page;
  /** What it says of the client, as one word, and as the user reads it. */
  diagnosis(): Promise<{ word: string; text: string }>;
  rows(): Promise<Row[]>;
  /** Presses a button of one delay. */
  press(id: string, action: "restart" | "send" | "cancel"): Promise<void>;
}

/** Opens the popup for the tab that was opened last at an origin. */
export async function openPopup(browser: TestBrowser, origin: string): Promise<PopupPage> {
  const tab = await newestTab(browser, origin);
  const until = '[data-testid="diagnosis"]:not([data-diagnosis="looking"])';
  const page = await browser.extensionPage("popup/popup.html", { query: { tab: String(tab) }, until });
  return {
    page,
    diagnosis: () =>
      page.$eval('[data-testid="diagnosis"]', (element) => ({
        word: element.getAttribute("data-diagnosis") ?? "",
        text: [...element.querySelectorAll('[role="status"]:first-child p')]
          .map(({ textContent }) => textContent?.replace(/\.$/, ""))
          .join(". "),
      })),
    async rows() {
      const rows = await page.$$eval('[data-testid="delay"]', (elements) =>
        elements.map((element) => ({
          id: element.getAttribute("data-id") ?? "",
          state: element.getAttribute("data-state") ?? "",
          countdown: element.querySelector('[data-testid="countdown"]')?.textContent ?? "",
        })),
      );
      return rows.map((row) => ({
        ...row,
        left: Number(/^(\d+)\s?s/.exec(row.countdown)?.[1] ?? Number.NaN),
      }));
    },
    async press(id, action) {
      const button = await page.waitForSelector(
        `[data-id="${id}"] [data-testid="${action}"]:not([disabled])`,
      );
      await button?.click();
    },
  };
}

/** Waits until the popup lists a delay that is pending and is so. @returns the first one */
export async function untilPending(
  popup: PopupPage,
  what: string,
  is: (row: Row) => boolean = () => true,
  withinMs?: number,
): Promise<Row> {
  const read = async () => (await popup.rows()).find(({ state }) => state === "pending");
  return (await soon(what, read, (row) => row !== undefined && is(row), withinMs)) as Row;
}

/** Takes a picture of the popup at the size that it has below the toolbar's button, sharp enough to be printed. */
export async function takePopup({ pictures }: Demo, browser: TestBrowser, { page }: PopupPage, name: string) {
  const before = page.viewport();
  const { width, height } = await page.$eval("body", (body) => ({
    width: Math.ceil(body.getBoundingClientRect().width),
    height: Math.ceil(body.getBoundingClientRect().height),
  }));
  await page.setViewport({ width, height, deviceScaleFactor: 2 });
  await pictures.take(browser, page, name);
  await page.setViewport(before);
}

async function newestTab(browser: TestBrowser, origin: string): Promise<number> {
  return browser.evaluateInBackground(async (origin) => {
    const { tabs } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") }).chrome;
    const found = (await tabs.query({}))
      .filter(({ url }) => url?.startsWith(origin))
      .map(({ id }) => id ?? -1);
    return Math.max(...found);
  }, origin);
}
