import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import type { BrowserName, TestBrowser } from "../../environment/browser/browsers.ts";
import { evaluate } from "../../environment/browser/evaluate.ts";
import { uncaughtErrors } from "../../environment/browser/uncaught.ts";
import { type PlacedWidget, placeWidget } from "../../environment/identity/widgets.ts";
import { answerConsent, consentWindows } from "../../environment/popup/consent-window.ts";
import { openPopup, tabOf } from "../../environment/popup/popup-page.ts";
import {
  EXTENSION,
  type OpenClient,
  openBrowser,
  openClient,
  type Stage,
  setStage,
} from "../../environment/stage.ts";
import { until } from "../../environment/until.ts";

export const NOT_ALLOWED = "Missing capability for org.matrix.msc4157.send.delayed_event";
const BEATING = "autostart=1&delay=60000&interval=300";

/** A placed widget's delayed send, as it is posted. */
export const SEND = {
  action: "send_event",
  data: { type: "com.example.heartbeat.member", state_key: "any", content: {}, delay: 60_000 },
};

interface Chrome {
  storage: { local: { set(items: object): Promise<void> } };
  windows: { getAll(): Promise<{ type?: string }[]> };
}

/** A browser in which the user is asked for consent, even about the loopback sites that the test manifest grants. */
export interface Asking {
  stage: Stage;
  browser: TestBrowser;
  /** A client that knows nothing of delayed events. */
  client: OpenClient;
  /** Puts a heartbeat widget into that client. The widget asks for its capabilities immediately. */
  aWidget(options?: Parameters<typeof placeWidget>[2]): Promise<PlacedWidget>;
  /** Makes the client reload a widget. */
  reload(widget: PlacedWidget): Promise<void>;
  /** The open consent windows. */
  windows(): Promise<Page[]>;
  /** The types of all browser windows, sorted alphabetically. */
  kindsOfWindows(): Promise<unknown[]>;
  /** Waits until no consent window is open. */
  nobodyIsAsked(): Promise<void>;
  /** Checks that a refused widget gets only its host's approval, as if delayed events did not exist. */
  isRefused(widget: PlacedWidget): Promise<void>;
  /** In the popup, the user lets the client's refused widgets ask again. */
  letAsk(): Promise<void>;
  /** Checks that the host never notices anything, whatever the user does and however long that takes. */
  hostHasNotNoticed(): Promise<void>;
  close(): Promise<void>;
}

/** Sets the scene (5 s). It ends with a refused widget, which may ask again. */
export async function setAsking(name: BrowserName): Promise<Asking> {
  const stage = await setStage();
  const browser = await openBrowser(name, { extension: EXTENSION.test });
  await browser.evaluateInBackground(async () => {
    const { storage } = (globalThis as unknown as { chrome: Chrome }).chrome;
    await storage.local.set({ "ask for consent": true });
  });
  const client = await openClient(browser, stage, { widgetId: "first" });
  const windows = () => consentWindows(browser);
  const nobodyIsAsked = () => until("the window is closed", async () => (await windows()).length === 0);

  async function letAsk(): Promise<void> {
    const { page: popup } = await openPopup(browser, await tabOf(browser, client.page));
    const listed = await popup.$$eval('[data-testid="refused-widget"]', (rows) =>
      rows.map((row) => row.getAttribute("data-widget")),
    );
    for (const widget of new Set(listed)) {
      const row = `[data-testid="refused-widget"][data-widget="${widget}"]`;
      await popup.click(`${row} [data-testid="let-ask"]`);
      await popup.waitForSelector(row, { hidden: true });
    }
    await popup.close();
  }

  await answerConsent(browser, "no");
  await nobodyIsAsked();
  await letAsk();

  return {
    letAsk,
    stage,
    browser,
    client,
    windows,
    nobodyIsAsked,
    kindsOfWindows: () =>
      browser.evaluateInBackground(async () => {
        const { windows: all } = (globalThis as unknown as { chrome: Chrome }).chrome;
        return (await all.getAll()).map(({ type }) => type).sort();
      }),

    aWidget: (options = {}) => placeWidget(client.page, stage, { query: BEATING, ...options }),

    async reload({ number, frame }) {
      await evaluate(frame(), () => {
        window.heartbeat = undefined as never;
      });
      await evaluate(client.page, (which) => window.testClient.reloadWidget(which), number);
      await until("the widget has loaded again", () =>
        evaluate(frame(), () => window.heartbeat !== undefined),
      );
    },

    async isRefused(widget) {
      await widget.untilPhase("refused");
      const approved = await evaluate(widget.frame(), () => window.heartbeat.approved);
      assert.ok(approved.includes("org.matrix.msc2762.send.event:m.room.message"), approved.join());
      assert.deepEqual(
        approved.filter((capability) => /delayed/.test(capability)),
        [],
      );
      assert.deepEqual(await widget.ask(SEND), { error: { message: NOT_ALLOWED } });
    },

    async hostHasNotNoticed() {
      const { errors, widgetErrors } = await client.client((it) => ({
        errors: it.errors,
        // A widget that reloads does not answer an event that its host has just fed to the previous page.
        widgetErrors: it.widgetErrors.filter(({ during }) => during !== "feeding an event"),
      }));
      assert.deepEqual({ errors, widgetErrors }, { errors: [], widgetErrors: [] });
      assert.deepEqual(
        browser.log.filter(({ text }) => /non-fatal error/i.test(text)),
        [],
      );
      assert.deepEqual(uncaughtErrors(browser), []);
      await nobodyIsAsked();
    },

    async close() {
      await browser.close();
      await stage.close();
    },
  };
}

/** @returns the text of the window's element with this data-testid */
export function words(page: Page, name: string): Promise<string> {
  return page.$eval(`[data-testid="${name}"]`, ({ textContent }) => textContent ?? "");
}
