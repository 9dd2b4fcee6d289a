import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import type { TestBrowser } from "../environment/browser/browsers.ts";
import { openToolbarPopup } from "../environment/browser/toolbar-popup.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import type { RoomEvent } from "../environment/homeserver/room-events.ts";
import { answerConsent } from "../environment/popup/consent-window.ts";
import { EXTENSION, type OpenClient, openBrowser, openClient, setStage } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

/**
 * The main button, which also reloads the tab and allows the widget that it names, and the secondary button beside it.
 */
const PROTECT = '[data-testid="switch-on"]';
const SWITCH_ON = '[data-testid="switch-on-later"]';
const SWITCH_OFF = '[data-testid="switch-off"]';
/** A message, because Synapse creates no event for unchanged state. */
const HEARTBEAT =
  "autostart=1&kind=message&delay=60000&interval=3600000&extra=org.matrix.msc4515.rtc_transports";
/** The server name in every user id. The homeserver is elsewhere, and nothing answers at this site. */
const SERVER_NAME = "home.localhost";
const SERVERS_SITE = `https://${SERVER_NAME}/*`;
const isLastWill = ({ content }: RoomEvent) => content.status === "gone";

/** Without a window, Chromium shows no permission prompt. */
const SHIPPED = { extension: EXTENSION.shipped, headless: browserName !== "chromium" };

/** @returns what the browser permits the extension */
const allowedIn = (browser: TestBrowser) =>
  browser.evaluateInBackground(async () => {
    const { permissions, scripting } = (
      globalThis as unknown as { chrome: typeof import("webextension-polyfill") }
    ).chrome;
    const scripts = await scripting.getRegisteredContentScripts();
    const { origins = [] } = await permissions.getAll();
    return {
      origins: origins.sort(),
      scripts: scripts.flatMap(({ id, matches }) => (id === "host-script" ? (matches ?? []) : [])),
    };
  });

// The extension as shipped, without permission for any site. Each test continues where the previous one ended.
describe(`a client's site, in ${browserName}`, function () {
  this.timeout(60_000);
  const set = () => setStage({ config: { server_name: SERVER_NAME } });
  const scene = useStage({ set, browser: SHIPPED });
  let client: OpenClient;

  afterEach(() => {
    assert.deepEqual(uncaughtErrors(scene.browser), []);
  });

  /** Loads the client, whose widget schedules its last will, and waits for the outcome. */
  async function load(phase: "beating" | "failed"): Promise<void> {
    await client.page.reload();
    await client.page.evaluate(() => window.testClient.ready);
    const phaseNow = () => client.heartbeat((heartbeat) => heartbeat.phase);
    await until(`the heartbeat is ${phase}`, async () => (await phaseNow()) === phase);
  }

  async function expectSentAtOnce(): Promise<void> {
    const mark = await scene.stage.bob.mark();
    await load("failed");
    await scene.stage.bob.waitForEvent(scene.stage.room, isLastWill, 15_000, mark);
    assert.deepEqual(await scene.stage.aliceElsewhere.delayedEvents(), []);
  }

  it("is off at first, so its widget's delayed event is sent immediately", async () => {
    client = await scene.openClient({ widgetQuery: HEARTBEAT });
    await expectSentAtOnce();
    assert.deepEqual(await allowedIn(scene.browser), { origins: [], scripts: [] });
  });

  it("stays off when the user denies the browser's prompt: the popup says so, and the choice is forgotten", async () => {
    let popup = await openToolbarPopup(scene.browser, client.page);
    await popup.click(SWITCH_ON);
    await popup.answerPermissionPrompt("deny");
    // Chromium has closed the popup, and does not report the answer.
    if (browserName === "chromium") popup = await openToolbarPopup(scene.browser, client.page);
    await popup.shows(`${SWITCH_ON}:not(:disabled)`);
    await popup.shows('[data-testid="notice"]:not(:empty)');
    await popup.close();
    const isForgotten = () =>
      scene.browser.evaluateInBackground(async () => {
        const { storage } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
          .chrome;
        const { sites } = (await storage.local.get("sites")) as { sites?: { awaiting?: unknown } };
        return (await storage.session.get("choice")).choice === undefined && !sites?.awaiting;
      });
    await until("the choice is forgotten", isForgotten);
    assert.deepEqual(await allowedIn(scene.browser), { origins: [], scripts: [] });
    await expectSentAtOnce();
  });

  it("is switched on by one click and one answer, after which no delayed event is sent immediately", async () => {
    const { stage, browser } = scene;
    const popup = await openToolbarPopup(browser, client.page);
    await popup.click(SWITCH_ON);
    await popup.answerPermissionPrompt("allow");
    await browser.contentScriptsRegistered();
    await popup.close();
    const { origins, scripts } = await allowedIn(browser);
    assert.deepEqual(origins, ["http://127.0.0.1/*", "http://localhost/*"]);
    assert.deepEqual(scripts, ["http://localhost/*"]);

    const errorTo = async (request: object) => {
      const { response } = (await client.ask(request)) as { response: { error?: { message: string } } };
      return response.error?.message ?? "";
    };
    // This names no existing delayed event, so it does no harm if it reaches the host.
    const none = { delay_id: "none", action: "restart" };
    const harmless = { action: "org.matrix.msc4157.update_delayed_event", data: none };
    await until("the scripts are in the open page", async () => /reload/.test(await errorTo(harmless)));
    const mark = await stage.bob.mark();
    const data = { type: "m.room.message", content: { status: "gone" }, delay: 60_000 };
    assert.equal(
      await errorTo({ action: "send_event", data }),
      "Error sending event: Postdate has changed, reload this page",
    );
    await stage.bob.expectNone(stage.room, isLastWill, 1_000, mark);
    assert.deepEqual(await stage.aliceElsewhere.delayedEvents(), []);
    // The page was open before our scripts, and still hears none of their messages, least of all its widget's secret.
    const heard = await client.client(({ hostMessages }) =>
      JSON.stringify(hostMessages.map((each) => each.data)),
    );
    assert.doesNotMatch(heard, /"postdate":|"nonce":/);
  });

  it("is not ready, as the popup says, until the popup reloads the page; then its widget gets a delay_id", async () => {
    const { stage, browser } = scene;
    const popup = await openToolbarPopup(browser, client.page);
    await popup.shows('[data-diagnosis="reload-needed"]');
    const mark = await stage.bob.mark();
    await popup.click('[data-testid="reload"]');
    await popup.shows('[data-diagnosis="ready"]');
    await popup.close();
    const isThere = () => client.page.evaluate(() => window.testClient !== undefined);
    await until("the client has loaded again", () => isThere().catch(() => false));
    const phaseNow = () => client.heartbeat((heartbeat) => heartbeat.phase).catch(() => undefined);
    await answerConsent(browser, "once");
    await until("the heartbeat is beating", async () => (await phaseNow()) === "beating");
    const [pending] = await stage.aliceElsewhere.delayedEvents();
    assert.equal(await client.heartbeat(({ delayId }) => delayId), pending?.delay_id);
    await stage.bob.expectNone(stage.room, isLastWill, 1_000, mark);
  });

  it("is not ready after a call has looked in vain for its media server at the server name's site, until that site is allowed too", async () => {
    const { browser } = scene;
    const asked = { action: "org.matrix.msc4515.get_rtc_transports", data: {} };
    const { response } = (await client.ask(asked)) as { response: { error?: { message: string } } };
    assert.equal(response.error?.message, "Unexpected error while getting the RTC transports");
    await client.page.evaluate(() => Object.assign(window, { isBefore: true }));
    for (const answer of ["deny", "allow"] as const) {
      const popup = await openToolbarPopup(browser, client.page);
      await popup.shows('[data-diagnosis="server-not-granted"]');
      assert.deepEqual((await allowedIn(browser)).origins, ["http://127.0.0.1/*", "http://localhost/*"]);
      await popup.click('[data-testid="allow"]');
      await popup.answerPermissionPrompt(answer);
      await popup.close();
    }
    const granted = ["http://127.0.0.1/*", "http://localhost/*", SERVERS_SITE];
    await until(
      "the site is granted",
      async () => String((await allowedIn(browser)).origins) === String(granted),
    );
    // That click also reloads the tab, and *once* was for the previous page.
    await until(
      "the tab is loaded again",
      async () => !(await client.page.evaluate(() => "isBefore" in window)),
    );
    await answerConsent(browser, "once");
    const phaseNow = () => client.heartbeat((heartbeat) => heartbeat.phase).catch(() => undefined);
    await until("the heartbeat is beating", async () => (await phaseNow()) === "beating");
  });

  it("is then ready, as the popup says, and can be switched off there; after a reload, delayed events are sent immediately again", async () => {
    const { stage, browser } = scene;
    const popup = await openToolbarPopup(browser, client.page);
    await popup.shows('[data-diagnosis="ready"]');
    await popup.click('[data-testid="status-more"]');
    await popup.click(SWITCH_OFF);
    await popup.shows('[data-testid="notice"]:not(:empty)');
    // The focus moves to the button that undoes this.
    await popup.shows(`${PROTECT}:focus`);
    await popup.close();
    // No other site that is on may need the homeserver's host.
    await until("everything is given back", async () => {
      const { origins, scripts } = await allowedIn(browser);
      return origins.length === 0 && scripts.length === 0;
    });

    const pending = await stage.aliceElsewhere.delayedEvents();
    for (const { delay_id: delayId } of pending) await stage.aliceElsewhere.cancel(delayId);
    await expectSentAtOnce();
  });

  it("can be switched on even if the worker went to sleep while the popup was open", async () => {
    const another = await openBrowser(browserName, SHIPPED);
    try {
      const page = await another.newPage(`${scene.stage.clientOrigin}/client/client.html`);
      const popup = await openToolbarPopup(another, page);
      await popup.shows(SWITCH_ON);
      await another.killWorker();
      await popup.click(SWITCH_ON);
      await popup.answerPermissionPrompt("allow");
      await until("the content scripts are registered", async () => {
        return (await allowedIn(another)).scripts.includes("http://localhost/*");
      });
    } finally {
      await another.close();
    }
  });
});

// One client's site is on. The site of its widget is granted too, and has clients of its own.
describe(`the site of another client's widgets, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ browser: SHIPPED });
  const BEATING = { widgetId: "heartbeat", widgetQuery: "autostart=1&delay=60000&interval=300" };
  let first: OpenClient;
  let native: OpenClient;
  let old: OpenClient;

  before(async () => {
    const { stage, browser } = scene;
    const elsewhere = (origin: string) => origin.replace("localhost", "127.0.0.1");
    const itsWidgets = { ...stage, widgetOrigin: elsewhere(stage.widgetOrigin) };
    first = await openClient(browser, itsWidgets, BEATING);
    const popup = await openToolbarPopup(browser, first.page);
    await popup.click(SWITCH_ON);
    await popup.answerPermissionPrompt("allow");
    await browser.contentScriptsRegistered();
    await popup.close();
    await first.page.reload();
    await first.page.evaluate(() => window.testClient.ready);
    await answerConsent(browser, "once");
    const there = { ...stage, clientOrigin: elsewhere(await stage.newClientOrigin()) };
    native = await openClient(browser, there, { ...BEATING, host: "1.19.0", driver: "native" });
    old = await openClient(browser, there);
    for (const client of [first, native])
      await client.untilHeartbeat("it beats", ({ phase }) => phase === "beating");
  });

  afterEach(() => {
    assert.deepEqual(uncaughtErrors(scene.browser), []);
  });

  it("has no delayed event sent immediately once it is on, even in a page that was already open", async () => {
    const { stage, browser } = scene;
    const popup = await openToolbarPopup(browser, old.page);
    await popup.click(SWITCH_ON);
    await until("it is on", async () => (await allowedIn(browser)).scripts.includes("http://127.0.0.1/*"));
    await popup.close();
    const errorTo = async (action: string, data: object) => {
      const { response } = (await old.ask({ action, data })) as { response: { error?: { message: string } } };
      return response.error?.message ?? "";
    };
    const none = { delay_id: "none", action: "restart" };
    await until("the host's script is in the open page", async () =>
      /reload/.test(await errorTo("org.matrix.msc4157.update_delayed_event", none)),
    );
    const mark = await stage.bob.mark();
    const message = { type: "m.room.message", content: { status: "gone" }, delay: 60_000 };
    assert.equal(
      await errorTo("send_event", message),
      "Error sending event: Postdate has changed, reload this page",
    );
    await stage.bob.expectNone(stage.room, isLastWill, 1_000, mark);
  });

  it("is not ready in that page, as the popup says, until the popup reloads it", async () => {
    const popup = await openToolbarPopup(scene.browser, old.page);
    await popup.shows('[data-diagnosis="reload-needed"]');
    await popup.click('[data-testid="reload"]');
    await popup.shows('[data-diagnosis="ready"]');
    await popup.close();
  });

  /** Waits until eight more restarts are answered, none of them with an error. */
  async function beatsOn({ page, heartbeat }: OpenClient): Promise<void> {
    await page.bringToFront();
    const { restarts, errors } = await heartbeat((now) => ({
      restarts: now.restarts.length,
      errors: now.errors.length,
    }));
    await until("it goes on", async () => {
      const now = await heartbeat((it) => ({
        phase: it.phase,
        count: it.restarts.length,
        latest: it.restarts.slice(-3),
        visibility: document.visibilityState,
      }));
      assert.ok(now.count >= restarts + 8, `from ${restarts}: ${JSON.stringify(now)}`);
      return true;
    });
    // One restart may have failed while the scripts were being injected.
    assert.equal(await heartbeat((now) => now.errors.length), errors);
  }

  it("changes nothing for a widget there, and its client stays ready", async () => {
    await beatsOn(first);
    const popup = await openToolbarPopup(scene.browser, first.page);
    await popup.shows('[data-diagnosis="ready"]');
    await popup.close();
  });

  it("does not disturb a client there that knows delayed events", () => beatsOn(native));
});
