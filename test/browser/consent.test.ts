import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import type { PlacedWidget } from "../environment/identity/widgets.ts";
import { answerConsent, consentWindow } from "../environment/popup/consent-window.ts";
import { openPopup, tabOf } from "../environment/popup/popup-page.ts";
import { until } from "../environment/until.ts";
import { type Asking, NOT_ALLOWED, SEND, setAsking, words } from "./consent/asking.ts";

describe(`the question whether a widget may send events later, in ${browserName}`, function () {
  this.timeout(60_000);
  let asking: Asking;
  before(async () => {
    asking = await setAsking(browserName);
  });
  afterEach(async () => {
    await asking.hostHasNotNoticed();
    await asking.letAsk();
  });
  after(() => asking?.close());

  it("opens in a small window that names the widget, the client and the account", async () => {
    const widget = await asking.aWidget({ widgetId: "named" });
    const asked = await consentWindow(asking.browser);
    assert.ok((await words(asked, "widget")).includes(new URL(asking.stage.widgetOrigin).host));
    assert.ok((await words(asked, "client")).includes(asking.stage.clientOrigin));
    assert.ok((await words(asked, "account")).includes(asking.stage.alice.userId));
    assert.deepEqual(await asking.kindsOfWindows(), ["normal", "popup"]);
    await answerConsent(asking.browser, "no");
    await asking.isRefused(widget);
  });

  it("is asked again after a reload if the user clicked Allow once", async () => {
    const widget = await asking.aWidget({ widgetId: "once" });
    await answerConsent(asking.browser, "once");
    await widget.untilPhase("beating");
    await asking.nobodyIsAsked();
    await asking.reload(widget);
    await answerConsent(asking.browser, "no");
    await asking.isRefused(widget);
  });

  it("is not repeated after a no, however often the widget loads, until the user allows that in the popup", async () => {
    const widget = await asking.aWidget({ widgetId: "insistent" });
    await answerConsent(asking.browser, "no");
    await asking.isRefused(widget);
    await asking.nobodyIsAsked();
    for (let time = 0; time < 3; time += 1) {
      await asking.reload(widget);
      await asking.isRefused(widget);
      assert.deepEqual(await asking.windows(), []);
    }
    await asking.letAsk();
    await asking.reload(widget);
    await answerConsent(asking.browser, "once");
    await widget.untilPhase("beating");
  });

  it("shows in the widget's line in the popup: open, then refused, then that it may be asked again", async () => {
    const { browser, client } = asking;
    await asking.aWidget({ widgetId: "line" });
    await consentWindow(browser);
    const { page } = await openPopup(browser, await tabOf(browser, client.page));
    const line = (state: string, part: string) =>
      page.waitForSelector(`[data-testid="widgets"] [data-state="${state}"] ${part}`);
    await line("asking", ".line");
    await answerConsent(browser, "no");
    const letAsk = await line("refused", '[data-testid="let-ask"]');
    await page.bringToFront();
    await letAsk?.click();
    await page.waitForSelector('[data-testid="widget-line"][data-state="refused"]');
    await page.waitForSelector('[data-testid="may-ask"]:not(:empty)');
    await page.close();
  });

  it("counts as a no when its window is closed", async () => {
    const widget = await asking.aWidget({ widgetId: "closed" });
    await (await consentWindow(asking.browser)).close();
    await asking.isRefused(widget);
  });

  it("counts as a no when its window is closed before the browser has completed it, and is asked again", async () => {
    await asking.browser.evaluateInBackground(() => {
      const { windows } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
        .chrome;
      windows.onCreated.addListener(function close({ id = 0 }) {
        windows.onCreated.removeListener(close);
        void windows.remove(id);
      });
    });
    const widget = await asking.aWidget({ widgetId: "closed early" });
    await asking.isRefused(widget);
    await asking.letAsk();
    await asking.reload(widget);
    await answerConsent(asking.browser, "no");
    await asking.isRefused(widget);
  });

  it("may stay open longer than the host waits, and disturbs neither the host nor events without a delay", async () => {
    const widget = await asking.aWidget({ widgetId: "slow" });
    await consentWindow(asking.browser);
    const meanwhile = pause(12_000);
    // No answer yet: everything else goes on, and delayed sends fail closed.
    const versions = await widget.ask({ action: "supported_api_versions", data: {} });
    assert.ok("supported_versions" in versions);
    assert.deepEqual(await widget.ask(SEND), { error: { message: NOT_ALLOWED } });
    await meanwhile;
    assert.equal(await evaluate(widget.frame(), () => window.heartbeat.phase), "connecting");
    await answerConsent(asking.browser, "once");
    await widget.untilPhase("beating");
  });

  it("is asked about several widgets in one window, one after another, each with its own answer", async () => {
    const own = `${asking.stage.clientOrigin}/widget/widget.html`;
    const widgets = await Promise.all([
      asking.aWidget({ widgetId: "left" }),
      asking.aWidget({ widgetId: "right", widget: own }),
    ]);
    const asked = await consentWindow(asking.browser);
    await until("the window counts two widgets", async () => /2/.test(await words(asked, "position")));
    assert.equal((await asking.windows()).length, 1);
    // The window shows them in order of arrival.
    const isLeft = (await words(asked, "widget")).includes(new URL(asking.stage.widgetOrigin).host);
    const [first, second] = isLeft ? widgets : [...widgets].reverse();
    await answerConsent(asking.browser, "once");
    await first?.untilPhase("beating");
    await answerConsent(asking.browser, "no");
    assert.ok(second);
    await asking.isRefused(second);
  });

  /** @returns a widget whose question is lost with the background, and which the next background asks about again */
  async function aWidgetAskedAgain(widgetId: string): Promise<PlacedWidget> {
    const widget = await asking.aWidget({ widgetId });
    const before = await questionId(await consentWindow(asking.browser));
    await asking.browser.killWorker();
    // The window may learn of the next question only when it polls, every ten seconds.
    const isAskedAgain = async () => {
      const [asked] = await asking.windows();
      return asked !== undefined && ![undefined, before].includes(await questionId(asked));
    };
    await until("the next background asks", isAskedAgain, 30_000);
    assert.deepEqual(await asking.kindsOfWindows(), ["normal", "popup"]);
    return widget;
  }

  it("is asked again in the same window if the background dies meanwhile, and Allow still counts", async () => {
    const widget = await aWidgetAskedAgain("orphan");
    await answerConsent(asking.browser, "once");
    await widget.untilPhase("beating");
  });

  it("counts as a no when that second window is closed", async () => {
    const widget = await aWidgetAskedAgain("closed orphan");
    await (await consentWindow(asking.browser)).close();
    await asking.isRefused(widget);
  });

  it("is not asked by Postdate if the host knows delayed events", async () => {
    const widget = await asking.aWidget({ widgetId: "native", host: "1.19.0", driver: "native" });
    await widget.untilPhase("beating");
    assert.deepEqual(await asking.windows(), []);
  });
});

/** @returns the id of the question shown in a window, if any */
async function questionId(page: Page): Promise<string | undefined> {
  const shown = await page.$$eval('[data-testid="question"]', (all) =>
    all.map((each) => each.getAttribute("data-id")),
  );
  return shown[0] ?? undefined;
}
