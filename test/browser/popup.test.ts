import assert from "node:assert/strict";
import messages from "../../_locales/en/messages.json" with { type: "json" };
import type { Diagnosis } from "../../src/messaging/contract.ts";
import type { BrowserName, TestBrowser } from "../environment/browsers.ts";
import { type FaultProxy, startFaultProxy } from "../environment/fault-proxy.ts";
import { takePictures, violationsIn } from "../environment/look.ts";
import { overhear } from "../environment/overhear.ts";
import { openPopup, type PopupPage, tabOf } from "../environment/popup-page.ts";
import type { RoomEvent } from "../environment/room-events.ts";
import { type Scheduling, startScheduling } from "../environment/scheduling.ts";
import {
  EXTENSION,
  type OpenClient,
  openBrowser,
  openClient,
  type Stage,
  setStage,
} from "../environment/stage.ts";
import { serveFolder } from "../environment/static-server.ts";
import { uncaughtErrors } from "../environment/uncaught.ts";
import { until } from "../environment/until.ts";

const browserName = process.env.POSTDATE_BROWSER as BrowserName;

const UPDATE = "org.matrix.msc4157.update_delayed_event";
/** Nothing is sent by itself, and the widget restarts nothing, as long as a test lasts. */
const LAZY = "delay=60000&interval=3600000";
const CALL = `${LAZY}&type=org.matrix.msc3401.call.member`;
/** How late a busy machine may be (ms). */
const SLOWNESS = 1_500;

describe(`the popup, in ${browserName}`, function () {
  this.timeout(60_000);
  let stage: Stage;
  let proxy: FaultProxy;
  let browser: TestBrowser;
  let client: OpenClient;
  let tab: number;
  let scheduling: Scheduling;
  let popup: PopupPage;

  before(async () => {
    stage = await setStage();
    proxy = await startFaultProxy(stage.synapse.baseUrl);
    browser = await openBrowser(browserName, { extension: EXTENSION.test });
    client = await openClient(browser, stage, { homeserver: proxy.baseUrl });
    await client.page.evaluate(() => window.testClient.removeWidget());
    tab = await tabOf(browser, client.page);
    scheduling = startScheduling(client, stage);
  });
  after(async () => {
    await browser?.close();
    await proxy?.close();
    await stage?.close();
  });
  afterEach(async () => {
    await popup.page.close();
    await scheduling.clear();
    assert.deepEqual(uncaughtErrors(browser), []);
  });

  async function open(over = tab): Promise<PopupPage> {
    popup = await openPopup(browser, over);
    return popup;
  }

  /** Schedules, and opens the popup. */
  async function pending(query = LAZY) {
    const scheduled = await scheduling.schedule(query);
    return { ...scheduled, row: await (await open()).row(scheduled.widgetId) };
  }

  /** What was asked of the homeserver since `from`, but for the client's own waiting for news. */
  const askedSince = (from: number) =>
    proxy.requests
      .slice(from)
      .filter(({ method, path }) => method !== "OPTIONS" && !path.includes("/sync?"))
      .map(({ method, path }) => `${method} ${path}`);

  const isLastWill = (stateKey: string) => (event: RoomEvent) =>
    event.state_key === stateKey && event.content.status === "gone";

  it("lists what is pending: what it is, in which room, and when the homeserver sends it", async () => {
    const { row, delayId } = await pending();
    const text = await row.text();
    for (const part of ["Scheduled change of com.example.heartbeat.member", "Standup"])
      assert.ok(text.includes(part), text);
    const held = await scheduling.held(delayId);
    assert.ok(held);
    assert.ok(Math.abs((await row.dueAt()) - held.running_since - held.delay) < SLOWNESS);
  });

  it("has nothing that axe-core objects to, light and dark", async () => {
    const { row } = await pending(`${LAZY}&kind=message`);
    await row.press("send");
    await row.until("sent");
    await scheduling.schedule(CALL);
    const { widgetId } = await scheduling.schedule(LAZY);
    await popup.row(widgetId);
    assert.deepEqual(await violationsIn(browser, popup.page), []);
    await takePictures(browser, popup.page, "popup");
    await popup.page.$$eval("details", (all) => {
      for (const details of all) details.open = true;
    });
    await popup.page.click('[data-testid="cancel"]');
    await popup.page.waitForSelector('[data-testid="confirm"]');
    assert.deepEqual(await violationsIn(browser, popup.page), []);
    await takePictures(browser, popup.page, "popup-details");
  });

  it("counts the seconds down", async () => {
    const { row } = await pending();
    const dueAt = await row.dueAt();
    let before = Number.POSITIVE_INFINITY;
    for (const { at, left } of await row.countdowns(3)) {
      assert.ok(left < before);
      // A second that has begun counts as a whole one.
      const ahead = left * 1_000 - (dueAt - at);
      assert.ok(ahead >= 0 && ahead < 1_000 + SLOWNESS, `${left} s, with ${dueAt - at} ms left`);
      before = left;
    }
  });

  it("restarts a delay: the countdown is up again, and the homeserver counts from now on", async () => {
    const { row, delayId } = await pending();
    await until("some of the time has passed", async () => (await row.left()) <= 57);
    const before = await scheduling.held(delayId);
    await row.press("restart");
    await until("the countdown is up again", async () => (await row.left()) >= 59);
    const after = await scheduling.held(delayId);
    assert.ok(before && after && after.running_since - before.running_since > 2_000);
  });

  it("sends a delay's event at once, and says so", async () => {
    const mark = await stage.bob.mark();
    const { row, widgetId, delayId } = await pending();
    await row.press("send");
    await stage.bob.waitForEvent(stage.room, isLastWill(widgetId), 3_000, mark);
    await row.until("sent");
    assert.match(await row.text(), /Sent at /);
    assert.equal(await scheduling.held(delayId), undefined);
  });

  it("cancels a delay, whose event then never comes, and says so", async () => {
    const mark = await stage.bob.mark();
    // It is open before, as the delay is short.
    await open();
    const { widgetId } = await scheduling.schedule("delay=4000&interval=3600000");
    const row = await popup.row(widgetId);
    const dueAt = await row.dueAt();
    await row.press("cancel");
    await row.until("cancelled");
    assert.match(await row.text(), /Cancelled at /);
    await stage.bob.expectNone(stage.room, isLastWill(widgetId), dueAt + SLOWNESS - Date.now(), mark);
  });

  for (const [action, warning] of [
    ["send", messages.sendLeaveWarning.message],
    ["cancel", messages.cancelLeaveWarning.message],
  ] as const) {
    it(`warns before it does so with a call's leave: ${action}. Back and Escape leave all as it was`, async () => {
      const { row, delayId } = await pending(CALL);
      await popup.untilDiagnosis("ready");
      const before = await scheduling.held(delayId);
      const from = proxy.requests.length;
      await row.press(action);
      assert.ok((await row.text()).includes(warning));
      await row.press("back");
      // A double click does not confirm.
      await row.press(action, 2);
      await row.shows("confirm");
      await popup.page.keyboard.press("Escape");
      await row.shows(action);
      await row.until("pending");
      assert.deepEqual(askedSince(from), []);
      assert.deepEqual(await scheduling.held(delayId), before);
    });
  }

  it("sends a call's leave once that is confirmed", async () => {
    const mark = await stage.bob.mark();
    const { row, widgetId } = await pending(CALL);
    await row.press("send");
    await row.press("confirm");
    await stage.bob.waitForEvent(stage.room, isLastWill(widgetId), 3_000, mark);
    await row.until("sent");
  });

  it("cancels a call's leave once that is confirmed", async () => {
    const { row, delayId } = await pending(CALL);
    await row.press("cancel");
    await row.press("confirm");
    await row.until("cancelled");
    assert.equal(await scheduling.held(delayId), undefined);
  });

  it("follows a widget's restarts by itself, and asks the homeserver nothing for that", async () => {
    const { widgetId, delayId } = await scheduling.schedule(LAZY);
    // What the background knows of the homeserver, for ten seconds, is as fresh as the popup then.
    await browser.killWorker();
    const row = await (await open()).row(widgetId);
    await popup.untilDiagnosis("ready");
    const from = proxy.requests.length;
    for (let restarts = 0; restarts < 2; restarts += 1) {
      const dueAt = await row.dueAt();
      await client.ask({ action: UPDATE, data: { action: "restart", delay_id: delayId } });
      await until("the popup shows the later time", async () => (await row.dueAt()) > dueAt);
    }
    assert.match(await row.text(), /Kept back by a restart/);
    const restart = `POST /_matrix/client/unstable/org.matrix.msc4140/delayed_events/${delayId}/restart`;
    assert.deepEqual(askedSince(from), [restart, restart]);
  });

  it("is never told the delay_id or an access token, whatever succeeds or fails", async () => {
    const { row, delayId } = await pending();
    const overheard = await overhear(popup.page);
    await row.press("restart");
    await row.shows("restarted");
    proxy.inject({ path: /restart$/ }, { kind: "reset-before" });
    await row.press("restart");
    await row.shows("outcome");
    proxy.clear();
    await stage.aliceElsewhere.cancel(delayId);
    await row.press("restart");
    await row.until("gone");
    const told = `${await overheard()} ${await popup.page.content()}`;
    assert.ok(told.includes(delayId.slice(0, 6)), "the masked delay_id was told");
    const tokens = proxy.requests.map(({ headers }) => headers.authorization?.replace("Bearer ", ""));
    for (const secret of new Set([delayId, delayId.slice(0, 8), delayId.slice(-8), ...tokens]))
      assert.ok(!secret || !told.includes(secret), told);
  });

  describe("says of the client in its tab", () => {
    /** Opens the popup, waits for it to say so, and looks it over. */
    async function expectDiagnosis(diagnosis: Diagnosis, headline: string, over = tab) {
      await open(over);
      await popup.untilDiagnosis(diagnosis);
      assert.equal(await popup.headline(), headline);
      assert.deepEqual(await violationsIn(browser, popup.page), []);
    }

    it("that all is ready, with the account and the homeserver", async () => {
      await expectDiagnosis("ready", messages.ready.message);
      const account = await popup.page.$eval('[data-testid="account"]', ({ textContent }) => textContent);
      assert.ok(account?.includes(stage.alice.userId) && account.includes(new URL(proxy.baseUrl).host));
    });

    it("that no session was seen, where nobody has logged in", async () => {
      const elsewhere = await serveFolder("dist/pages");
      const page = await browser.newPage(`${elsewhere.origin}/client/client.html`);
      await expectDiagnosis("no-session", messages.noSession.message, await tabOf(browser, page));
      await page.close();
      await elsewhere.close();
    });

    it("that its homeserver does not answer while that is down, and still lists what is pending", async function () {
      // Synapse itself has a minute to start.
      this.timeout(120_000);
      const { widgetId } = await scheduling.schedule(LAZY);
      await stage.synapse.restart(async () => {
        // What the background remembers of the homeserver, for ten seconds, goes with it.
        await browser.killWorker();
        await expectDiagnosis("homeserver-unreachable", messages.homeserverUnreachable.message);
        await popup.row(widgetId);
        await popup.page.close();
      });
      await browser.killWorker();
      await expectDiagnosis("ready", messages.ready.message);
    });
  });
});
