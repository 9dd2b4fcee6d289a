import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import type { BrowserName, TestBrowser } from "../environment/browsers.ts";
import { answerConsent, consentWindow, consentWindows } from "../environment/consent-window.ts";
import { evaluate } from "../environment/evaluate.ts";
import { type PlacedWidget, placeWidget } from "../environment/identity-widgets.ts";
import {
  EXTENSION,
  type OpenClient,
  openBrowser,
  openClient,
  type Stage,
  setStage,
} from "../environment/stage.ts";
import { uncaughtErrors } from "../environment/uncaught.ts";
import { until } from "../environment/until.ts";

const browserName = process.env.POSTDATE_BROWSER as BrowserName;
const NOT_ALLOWED = "Missing capability for org.matrix.msc4157.send.delayed_event";
const BEATING = "autostart=1&delay=60000&interval=300";
const send = {
  action: "send_event",
  data: { type: "com.example.heartbeat.member", state_key: "any", content: {}, delay: 60_000 },
};

interface Chrome {
  storage: { local: { set(items: object): Promise<void> } };
  windows: { getAll(): Promise<{ type?: string }[]> };
}

describe(`the user is asked whether a widget may send events later, in ${browserName}`, function () {
  this.timeout(60_000);
  let stage: Stage;
  let browser: TestBrowser;
  let client: OpenClient;

  before(async () => {
    stage = await setStage();
    browser = await openBrowser(browserName, { extension: EXTENSION.test });
    await browser.evaluateInBackground(async () => {
      const { storage } = (globalThis as unknown as { chrome: Chrome }).chrome;
      await storage.local.set({ "ask for consent": true });
    });
    client = await openClient(browser, stage, { widgetId: "first" });
    await answerConsent(browser, "no");
    await nobodyIsAsked();
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
  });

  /** Whatever the user does, and however long that takes: the host is none the wiser. */
  afterEach(async () => {
    const { errors, widgetErrors } = await client.client((it) => ({
      errors: it.errors,
      // A widget that loads anew leaves an event unanswered that its host has just fed to the page before.
      widgetErrors: it.widgetErrors.filter(({ during }) => during !== "feeding an event"),
    }));
    assert.deepEqual({ errors, widgetErrors }, { errors: [], widgetErrors: [] });
    assert.deepEqual(
      browser.log.filter(({ text }) => /non-fatal error/i.test(text)),
      [],
    );
    assert.deepEqual(uncaughtErrors(browser), []);
    await nobodyIsAsked();
  });

  const windows = () => consentWindows(browser);
  const nobodyIsAsked = () => until("the window is closed", async () => (await windows()).length === 0);
  const aWidget = (options: Parameters<typeof placeWidget>[2] = {}) =>
    placeWidget(client.page, stage, { query: BEATING, ...options });
  const reload = async ({ number, frame }: PlacedWidget) => {
    await evaluate(frame(), () => {
      window.heartbeat = undefined as never;
    });
    await evaluate(client.page, (which) => window.testClient.reloadWidget(which), number);
    await until("the widget has loaded anew", () => evaluate(frame(), () => window.heartbeat !== undefined));
  };
  const words = (page: Page, name: string) =>
    page.$eval(`[data-testid="${name}"]`, ({ textContent }) => textContent ?? "");

  /** What a widget sees of a refusal: its host's approval as it would be without delayed events. */
  async function isRefused(widget: PlacedWidget): Promise<void> {
    await widget.untilPhase("refused");
    const approved = await evaluate(widget.frame(), () => window.heartbeat.approved);
    assert.ok(approved.includes("org.matrix.msc2762.send.event:m.room.message"), approved.join());
    assert.deepEqual(
      approved.filter((capability) => /delayed/.test(capability)),
      [],
    );
    assert.deepEqual(await widget.ask(send), { error: { message: NOT_ALLOWED } });
  }

  it("in a small window that says which widget, in which client, as whom", async () => {
    const widget = await aWidget({ widgetId: "named" });
    const asked = await consentWindow(browser);
    assert.ok((await words(asked, "widget")).includes(new URL(stage.widgetOrigin).host));
    assert.ok((await words(asked, "client")).includes(stage.clientOrigin));
    assert.ok((await words(asked, "account")).includes(stage.alice.userId));
    const kinds = await browser.evaluateInBackground(async () => {
      const { windows: all } = (globalThis as unknown as { chrome: Chrome }).chrome;
      return (await all.getAll()).map(({ type }) => type);
    });
    assert.deepEqual(kinds.sort(), ["normal", "popup"]);
    await answerConsent(browser, "no");
    await isRefused(widget);
  });

  it("and by Allow once it is approved and beats, and is asked about again when it loads anew", async () => {
    const widget = await aWidget({ widgetId: "once" });
    await answerConsent(browser, "once");
    await widget.untilPhase("beating");
    await nobodyIsAsked();
    await reload(widget);
    await answerConsent(browser, "no");
    await isRefused(widget);
  });

  it("and the window that is closed is a no", async () => {
    const widget = await aWidget({ widgetId: "closed" });
    await (await consentWindow(browser)).close();
    await isRefused(widget);
  });

  it("and may take longer than a host waits, who does not notice, nor does what is not delayed", async () => {
    const widget = await aWidget({ widgetId: "slow" });
    await consentWindow(browser);
    const meanwhile = pause(12_000);
    // Neither a yes nor a no as yet: the rest goes on, and what is delayed fails closed.
    const versions = await widget.ask({ action: "supported_api_versions", data: {} }, 2_000);
    assert.ok("supported_versions" in versions);
    assert.deepEqual(await widget.ask(send), { error: { message: NOT_ALLOWED } });
    await meanwhile;
    assert.equal(await evaluate(widget.frame(), () => window.heartbeat.phase), "connecting");
    await answerConsent(browser, "once");
    await widget.untilPhase("beating");
  });

  it("about several in one window, one after another, each for itself", async () => {
    const own = `${stage.clientOrigin}/widget/widget.html`;
    const widgets = await Promise.all([
      aWidget({ widgetId: "left" }),
      aWidget({ widgetId: "right", widget: own }),
    ]);
    const asked = await consentWindow(browser);
    await until("two are asked about", async () => /2/.test(await words(asked, "position")));
    assert.equal((await windows()).length, 1);
    // The window shows them in the order in which they came.
    const isLeft = (await words(asked, "widget")).includes(new URL(stage.widgetOrigin).host);
    const [first, second] = isLeft ? widgets : [...widgets].reverse();
    await answerConsent(browser, "once");
    await first?.untilPhase("beating");
    await answerConsent(browser, "no");
    assert.ok(second);
    await isRefused(second);
  });

  it("and is told no when the background dies meanwhile, and not left waiting", async () => {
    const widget = await aWidget({ widgetId: "orphan" });
    await consentWindow(browser);
    await browser.killWorker();
    await isRefused(widget);
  });

  it("by nobody where the host knows delayed events: there it is the host who asks", async () => {
    const widget = await aWidget({ widgetId: "native", host: "1.19.0", driver: "native" });
    await widget.untilPhase("beating");
    assert.deepEqual(await windows(), []);
  });

  describe("and by Always", () => {
    let always: PlacedWidget;

    it("is not asked again", async () => {
      always = await aWidget({ widgetId: "always" });
      await answerConsent(browser, "always");
      await always.untilPhase("beating");
      await nobodyIsAsked();
      await reload(always);
      await always.untilPhase("beating");
      const another = await aWidget({ widgetId: "of the same address" });
      await another.untilPhase("beating");
      assert.deepEqual(await windows(), []);
    });

    it("is asked all the same about another widget", async () => {
      const other = await aWidget({ widgetId: "own", widget: `${stage.clientOrigin}/widget/widget.html` });
      await answerConsent(browser, "no");
      await isRefused(other);
    });

    it("is asked all the same in another client", async () => {
      // The same page by another of its names is a client of its own.
      const clientOrigin = stage.clientOrigin.replace("localhost", "127.0.0.1");
      const other = await openClient(browser, { ...stage, clientOrigin }, { widgetId: "elsewhere" });
      assert.ok((await words(await consentWindow(browser), "client")).includes(clientOrigin));
      await answerConsent(browser, "no");
      await other.untilHeartbeat("it is refused", ({ phase }) => phase === "refused");
      await other.page.close();
    });

    it("is listed in the popup, where it is taken back: then it is asked again", async () => {
      const popup = await browser.extensionPage("popup/popup.html", {
        over: client.page,
        until: '[data-testid="consent"]',
      });
      const listed = await popup.$$eval('[data-testid="consent"]', (rows) =>
        rows.map((row) => ({ widget: row.getAttribute("data-widget"), text: row.textContent ?? "" })),
      );
      assert.deepEqual(
        listed.map(({ widget }) => widget),
        [`${stage.widgetOrigin}/widget/widget.html`],
      );
      assert.ok(listed[0]?.text.includes(stage.clientOrigin));
      assert.ok(listed[0]?.text.includes(stage.alice.userId));
      await popup.click('[data-testid="revoke"]');
      await popup.waitForSelector('[data-testid="consent"]', { hidden: true });
      await popup.close();
      await reload(always);
      await answerConsent(browser, "no");
      await isRefused(always);
    });

    // The last one: from then on the client's origin speaks for two accounts.
    it("is asked all the same as another account", async () => {
      const named = { widgetId: "named", roomInUrl: "1" };
      const mine = await aWidget(named);
      await answerConsent(browser, "always");
      await mine.untilPhase("beating");
      await nobodyIsAsked();
      const { userId: user, password } = await stage.synapse.registerUser("carol");
      await stage.aliceElsewhere.invite(stage.room, user);
      const other = await openClient(browser, stage, { ...named, user, password });
      assert.ok((await words(await consentWindow(browser), "account")).includes(user));
      await answerConsent(browser, "no");
      await other.untilHeartbeat("it is refused", ({ phase }) => phase === "refused");
      await other.page.close();
    });
  });
});
