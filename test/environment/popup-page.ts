import type { Page } from "puppeteer-core";
import type { DisplayedState } from "../../popup/displayed-state.ts";
import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import type { Diagnosis } from "../../src/messaging/contract.ts";
import type { TestBrowser } from "./browsers.ts";
import { until } from "./until.ts";

/** One delay in the popup. */
export interface Row {
  /** Everything that is written in it, details that are not unfolded included. */
  text(): Promise<string>;
  /** Whole seconds that are left, as they are written there. */
  left(): Promise<number>;
  /** Epoch milliseconds of the time below the countdown. */
  dueAt(): Promise<number>;
  /** The countdown after each of its next changes, until there are so many; `at` is epoch milliseconds. */
  countdowns(count: number): Promise<{ at: number; left: number }[]>;
  /** Clicks one of its buttons, as soon as it may be clicked; a double click is 2. */
  press(button: UpdateAction | "confirm" | "back", clicks?: number): Promise<void>;
  /** Waits until it has this part, named by its data-testid. */
  shows(part: string): Promise<void>;
  /** Waits until the popup shows it so; in one of these ways, where one is followed by another soon. */
  until(...displayedStates: DisplayedState[]): Promise<void>;
}

/** The popup, open in a tab. */
export interface PopupPage {
  page: Page;
  /** What the user reads first of the client. */
  headline(): Promise<string>;
  /** Waits until it says so of the client. */
  untilDiagnosis(diagnosis: Diagnosis): Promise<void>;
  /** Waits for the delay of a widget that is pending, or as it is said to be. */
  row(widgetId: string, displayed?: DisplayedState): Promise<Row>;
}

/**
 * Opens the popup in a tab of its own, and waits for its first answer.
 * @param tab that it speaks of; see `tabOf`
 */
export async function openPopup(browser: TestBrowser, tab: number): Promise<PopupPage> {
  const page = await browser.extensionPage("popup/popup.html", {
    query: { tab: String(tab) },
    until: '[data-testid="diagnosis"]:not([data-diagnosis="looking"])',
  });
  const written = (selector: string) =>
    page.$eval(selector, ({ textContent }) => textContent ?? "").then((text) => text.trim());

  function rowOf(id: string): Row {
    const inRow = (selector: string) => `[data-id="${id}"] ${selector}`;
    return {
      text: () => written(`[data-id="${id}"]`),
      left: async () => secondsIn(await written(inRow('[data-testid="countdown"]'))),
      dueAt: () => page.$eval(inRow("time"), (time) => Date.parse(time.getAttribute("datetime") ?? "")),
      async countdowns(count) {
        const seen = await page.$eval(inRow('[data-testid="countdown"]'), watchText, count);
        return seen.map(({ at, text }) => ({ at, left: secondsIn(text) }));
      },
      async press(button, clicks = 1) {
        const found = await page.waitForSelector(inRow(`[data-testid="${button}"]:not([disabled])`));
        await found?.click({ count: clicks });
      },
      async shows(part) {
        await page.waitForSelector(inRow(`[data-testid="${part}"]`));
      },
      async until(...displayedStates) {
        const states = displayedStates.map((displayed) => `[data-state="${displayed}"]`);
        await page.waitForSelector(`[data-id="${id}"]:is(${states.join()})`);
      },
    };
  }

  return {
    page,
    headline: () => written('[data-testid="diagnosis"] .headline'),
    async untilDiagnosis(diagnosis) {
      await page.waitForSelector(`[data-testid="diagnosis"][data-diagnosis="${diagnosis}"]`);
    },
    async row(widgetId, displayed = "pending") {
      let id: string | null = null;
      await until(`the popup lists a delay of widget ${widgetId} as ${displayed}`, async () => {
        const rows = await page.$$eval(`[data-testid="delay"][data-state="${displayed}"]`, (all) =>
          all.map((row) => ({ id: row.getAttribute("data-id"), widget: row.getAttribute("data-widget") })),
        );
        id = rows.find(({ widget }) => widget === widgetId)?.id ?? null;
        return id !== null;
      });
      return rowOf(id ?? "");
    },
  };
}

/** Runs in the page: gives what an element's text becomes, until there are so many. */
function watchText(element: Element, count: number): Promise<{ at: number; text: string }[]> {
  const seen: { at: number; text: string }[] = [];
  return new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      seen.push({ at: Date.now(), text: element.textContent ?? "" });
      if (seen.length < count) return;
      observer.disconnect();
      resolve(seen);
    }).observe(element, { characterData: true, childList: true, subtree: true });
  });
}

/** @returns whole seconds in what the popup writes, such as "7s" or "1m 05s" */
function secondsIn(countdown: string): number {
  const [, minutes = "0", seconds] = /^(?:(\d+)m )?(\d+)s$/.exec(countdown) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

/** @returns the id by which the extension knows a page's tab; the page comes to the front for that */
export async function tabOf(browser: TestBrowser, page: Page): Promise<number> {
  await page.bringToFront();
  return browser.evaluateInBackground(async () => {
    const { tabs } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") }).chrome;
    const [tab] = await tabs.query({ active: true });
    return tab?.id ?? -1;
  });
}
