import type { Page } from "puppeteer-core";
import type { DisplayedState } from "../../../popup/delays/displayed-state.ts";
import type { UpdateAction } from "../../../src/delayed-events/delayed-event.ts";
import type { Diagnosis } from "../../../src/messaging/views/diagnosis.ts";
import type { TestBrowser } from "../browser/browsers.ts";
import { until } from "../until.ts";

/** A delay in the popup. */
export interface Row {
  /** The row's whole text, once it is open and has its content. */
  text(): Promise<string>;
  /** The remaining whole seconds, as displayed. */
  left(): Promise<number>;
  /** The time below the countdown (epoch ms). */
  dueAt(): Promise<number>;
  /** The countdown after each of its next changes, up to this many; `at` is in epoch ms. */
  countdowns(count: number): Promise<{ at: number; left: number }[]>;
  /** Opens the row, and clicks one of its buttons as soon as that is enabled; 2 is a double click. */
  press(button: UpdateAction | "cancel-all" | "confirm" | "back", clicks?: number): Promise<void>;
  /** Performs an action: presses the button, and confirms if the popup asks. */
  do(action: UpdateAction | "cancel-all"): Promise<void>;
  /** Opens the row, and waits until it has the part with this data-testid. */
  shows(part: string): Promise<void>;
  /** Waits until the popup shows the delay in this state, or in one of these if they follow each other quickly. */
  until(...displayedStates: DisplayedState[]): Promise<void>;
}

/** The popup, open in a tab. */
export interface PopupPage {
  page: Page;
  /** The popup's headline about the client. */
  headline(): Promise<string>;
  /** Waits until the popup says this about the client. */
  untilDiagnosis(diagnosis: Diagnosis): Promise<void>;
  /** Waits until the popup is told which delays were scheduled elsewhere, or that this is unknown. */
  untilListed(): Promise<void>;
  /** Waits for a widget's delay that is pending or in the given state. */
  row(widgetId: string, displayed?: DisplayedState): Promise<Row>;
}

/**
 * Opens the popup in its own tab, and waits for its first answer, which a busy background may give late.
 * @param tab the tab that it is about; see `tabOf`
 */
export async function openPopup(browser: TestBrowser, tab: number): Promise<PopupPage> {
  const page = await browser.extensionPage("popup/popup.html", {
    query: { tab: String(tab) },
    until: '[data-testid="diagnosis"]:not([data-diagnosis="looking"], [data-diagnosis="silent"])',
  });
  const written = (selector: string) =>
    page.$eval(selector, ({ textContent }) => textContent ?? "").then((text) => text.trim());

  function rowOf(id: string): Row {
    const inRow = (selector: string) => `[data-id="${id}"] ${selector}`;
    const folded = inRow('[data-testid="open"][aria-expanded="false"]');
    const open = async () => {
      const button = await page.$(folded);
      // A background tab would hold a click back.
      await button?.evaluate((found) => (found as HTMLButtonElement).click());
      // The facts are there at once; the content below them has to be requested.
      await page.waitForSelector(inRow('[data-testid="details"] dd:last-child:not(:has(> bdi))'));
    };
    async function press(button: string, clicks = 1): Promise<void> {
      await open();
      const found = await page.waitForSelector(inRow(`[data-testid="${button}"]:not([disabled])`));
      await found?.click({ count: clicks });
    }
    return {
      async text() {
        await open();
        return written(`[data-id="${id}"]`);
      },
      left: async () => secondsIn(await written(inRow('[data-testid="countdown"]'))),
      dueAt: () => page.$eval(inRow("time"), (time) => Date.parse(time.getAttribute("datetime") ?? "")),
      async countdowns(count) {
        const seen = await page.$eval(inRow('[data-testid="countdown"]'), watchText, count);
        return seen.map(({ at, text }) => ({ at, left: secondsIn(text) }));
      },
      press,
      async do(action) {
        await press(action);
        if (action !== "restart") await press("confirm");
      },
      async shows(part) {
        await open();
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
    async untilListed() {
      await page.waitForSelector('[data-testid="pending"]:not([data-elsewhere="asked"])');
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

/** Runs in the page: collects an element's texts as they change, up to this many. */
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

/** @returns the whole seconds in one of the popup's texts, such as "7s" or "1m 05s" */
function secondsIn(countdown: string): number {
  const [, minutes = "0", seconds] = /^(?:(\d+)m )?(\d+)s$/.exec(countdown) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

/** Brings a page to the front. @returns the extension's id for its tab */
export async function tabOf(browser: TestBrowser, page: Page): Promise<number> {
  await page.bringToFront();
  return browser.evaluateInBackground(async () => {
    const { tabs } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") }).chrome;
    // A consent window has an active tab as well.
    const [tab] = await tabs.query({ active: true, windowType: "normal" });
    return tab?.id ?? -1;
  });
}
