import assert from "node:assert/strict";
import messages from "../../_locales/en/messages.json" with { type: "json" };
import type { WidgetState } from "../../src/messaging/views/client.ts";
import type { Diagnosis } from "../../src/messaging/views/diagnosis.ts";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { CALL_MEMBER, isLeave } from "../environment/call/membership.ts";
import type { RoomEvent } from "../environment/homeserver/room-events.ts";
import { overhear } from "../environment/identity/overhear.ts";
import { takePictures, violationsIn } from "../environment/popup/look.ts";
import { openOptions } from "../environment/popup/options-page.ts";
import { tabOf } from "../environment/popup/popup-page.ts";
import { LAZY, type PopupScene, setPopupScene } from "../environment/popup/popup-scene.ts";
import { buttonsAsTimeRuns } from "../environment/popup/steady.ts";
import { serveFolder } from "../environment/static-server.ts";
import { until } from "../environment/until.ts";

const UPDATE = "org.matrix.msc4157.update_delayed_event";
const CALL = `${LAZY}&type=org.matrix.msc3401.call.member`;
/** How late a busy machine may be (ms). */
const SLOWNESS = 1_500;
/** Within this time, an event counts as sent now rather than at the end of its minute (ms). */
const NOW = 15_000;

const isLastWill = (stateKey: string) => (event: RoomEvent) =>
  event.state_key === stateKey && event.content.status === "gone";

describe(`the popup, in ${browserName}`, function () {
  this.timeout(60_000);
  let scene: PopupScene;
  before(async () => {
    scene = await setPopupScene(browserName);
  });
  after(() => scene?.close());
  afterEach(async () => {
    await scene.tidy();
    assert.deepEqual(uncaughtErrors(scene.browser), []);
  });

  /** @returns whether the background has already checked a delay that was scheduled a moment ago */
  function hasLooked(delayId: string): Promise<boolean> {
    return scene.browser.evaluateInBackground(async (id) => {
      const { storage } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
        .chrome;
      const entries = Object.values(await storage.local.get(null)) as Record<string, unknown>[];
      return entries.some((entry) => entry?.delayId === id && entry.mayHaveDuplicates === false);
    }, delayId);
  }

  it("lists each pending delay with its event, its room and the time at which the homeserver sends it", async () => {
    const asked = Date.now();
    const { widgetId, delayId } = await scene.scheduling.schedule(LAZY);
    const took = Date.now() - asked;
    const row = await (await scene.open()).row(widgetId);
    assert.match(await row.text(), /Scheduled change of com\.example\.heartbeat\.member\s*Standup/);
    const held = await scene.scheduling.held(delayId);
    const dueAt = (held?.running_since ?? 0) + (held?.delay ?? 0);
    const apart = Math.abs((await row.dueAt()) - dueAt);
    // The two may start to count at any moment between the request and the answer.
    assert.ok(apart <= took, `The popup and the homeserver are ${apart} ms apart`);
  });

  it("passes axe-core, light and dark", async () => {
    const { browser, scheduling } = scene;
    const { row, popup } = await scene.pending(`${LAZY}&kind=message`);
    await row.do("send");
    await row.until("sent");
    await scheduling.schedule(CALL);
    const { widgetId } = await scheduling.schedule(LAZY);
    await popup.row(widgetId);
    assert.deepEqual(await violationsIn(browser, popup.page), []);
    await takePictures(browser, popup.page, "popup");
    await popup.page.$$eval('[data-testid="open"]', (all) => {
      for (const button of all) (button as HTMLButtonElement).click();
    });
    await popup.page.click('[data-testid="cancel"]');
    await popup.page.waitForSelector('[data-testid="confirm"]');
    assert.deepEqual(await violationsIn(browser, popup.page), []);
    await takePictures(browser, popup.page, "popup-details");
  });

  it("counts the seconds down", async () => {
    const { row } = await scene.pending();
    const dueAt = await row.dueAt();
    let before = Number.POSITIVE_INFINITY;
    for (const { at, left } of await row.countdowns(3)) {
      assert.ok(left < before, `${left} s after ${before} s`);
      // The popup rounds seconds up.
      const ahead = left * 1_000 - (dueAt - at);
      assert.ok(ahead >= 0 && ahead < 1_000 + SLOWNESS, `${left} s, with ${dueAt - at} ms left`);
      before = left;
    }
  });

  it("never moves a button because a time has become longer, at any width", async () => {
    const { row, popup } = await scene.pending("delay=7200000&interval=3600000");
    await row.press("restart");
    await row.shows("restarted");
    await popup.page.waitForSelector('[data-testid="widget-line"][data-state="protected"]');
    await popup.page.click('[data-testid="status-more"][aria-expanded="false"]');
    const widths = Array.from({ length: 60 }, (_, step) => 240 + 3 * step);
    // Up to half a minute, it says "just now": a time in the future counts as now.
    const ages = [20_000, -30_000, 5_000, 30_000, 600_000, 3_700_000];
    const found = await buttonsAsTimeRuns(popup.page, { line: '[data-testid="restarted"]', ages, widths });
    assert.equal(new Set(found.map(({ words }) => words)).size, ages.length, JSON.stringify(found));
    const moved = found.flatMap(({ words, tops }) =>
      widths
        .filter((width) => String(tops[width]) !== String(found[0]?.tops[width]))
        .map((width) => `"${words}", at ${width} px`),
    );
    assert.deepEqual(moved, []);
  });

  it("restarts a delay: the countdown is full again, and the homeserver counts from now", async () => {
    const { scheduling } = scene;
    const { row, delayId } = await scene.pending();
    await until("some of the time has passed", async () => (await row.left()) <= 57);
    const before = await row.dueAt();
    const pressed = Date.now();
    await row.press("restart");
    await until("the popup shows a later time", async () => (await row.dueAt()) > before);
    const done = Date.now();
    const full = (await row.dueAt()) - 60_000;
    assert.ok(full >= pressed && full <= done, `The popup counts from ${full - pressed} ms after the click`);
    const [shown = { at: 0, left: 0 }] = await row.countdowns(1);
    const ahead = shown.left * 1_000 - (full + 60_000 - shown.at);
    assert.ok(ahead >= 0 && ahead < 1_000 + SLOWNESS, `It shows ${shown.left} s, ${ahead} ms too many`);
    const since = (await scheduling.held(delayId))?.running_since ?? 0;
    assert.ok(since >= pressed && since <= done, `The homeserver counts from ${since - pressed} ms after it`);
  });

  it("sends a delay's event immediately, and says so", async () => {
    const { stage, scheduling } = scene;
    const mark = await stage.bob.mark();
    const { row, widgetId, delayId } = await scene.pending();
    await row.do("send");
    await stage.bob.waitForEvent(stage.room, isLastWill(widgetId), NOW, mark);
    await row.until("sent");
    assert.match(await row.text(), /You sent it at /);
    assert.equal(await scheduling.held(delayId), undefined);
  });

  it("cancels a delay, says so, and the event is never sent", async () => {
    const { stage } = scene;
    const mark = await stage.bob.mark();
    // Open the popup first: the delay is short, because the test waits until it is over.
    const popup = await scene.open();
    const { widgetId } = await scene.scheduling.schedule("delay=7000&interval=3600000");
    const row = await popup.row(widgetId);
    const dueAt = await row.dueAt();
    await row.do("cancel");
    await row.until("cancelled");
    assert.match(await row.text(), /You cancelled it at /);
    await stage.bob.expectNone(stage.room, isLastWill(widgetId), dueAt + SLOWNESS - Date.now(), mark);
  });

  for (const [action, warning] of [
    ["send", messages.sendLeaveWarning.message],
    ["cancel", messages.cancelLeaveWarning.message],
  ] as const) {
    it(`asks for confirmation before this action on a call's leave: ${action}. Back and Escape change nothing`, async () => {
      const { proxy, scheduling } = scene;
      const { row, delayId, popup } = await scene.pending(CALL);
      await popup.untilDiagnosis("ready");
      const before = await scheduling.held(delayId);
      const from = proxy.requests.length;
      await row.press(action);
      await row.shows("confirm");
      assert.match(await row.text(), new RegExp(warning));
      await row.press("back");
      // A double click does not confirm.
      await row.press(action, 2);
      await row.shows("confirm");
      await popup.page.keyboard.press("Escape");
      await row.shows(action);
      await row.until("pending");
      assert.deepEqual(scene.doneSince(from), []);
      assert.deepEqual(await scheduling.held(delayId), before);
    });
  }

  it("sends a call's leave once the user confirms", async () => {
    const { stage } = scene;
    const mark = await stage.bob.mark();
    const { row, widgetId } = await scene.pending(CALL);
    await row.do("send");
    await stage.bob.waitForEvent(stage.room, isLastWill(widgetId), NOW, mark);
    await row.until("sent");
  });

  it("cancels a call's leave once the user confirms, and shows that as the user's choice and no problem", async () => {
    const { row, popup, delayId } = await scene.pending(CALL);
    await row.do("cancel");
    await row.until("cancelled");
    assert.equal(await scene.scheduling.held(delayId), undefined);
    await popup.page.waitForSelector('[data-testid="widget-line"][data-state="user-ended"]');
    assert.equal(await popup.headline(), messages.pausedByUser.message);
  });

  it("follows a widget's restarts without requests to the homeserver", async () => {
    const { browser, client, proxy } = scene;
    const { widgetId, delayId } = await scene.scheduling.schedule(LAZY);
    // The background checks once whether the homeserver took the event twice, and stores the result.
    await until("the background has looked", () => hasLooked(delayId));
    // By then the background's copy of the homeserver's list (kept for ten seconds) is as fresh as the popup.
    await browser.killWorker();
    const popup = await scene.open();
    const row = await popup.row(widgetId);
    await popup.untilDiagnosis("ready");
    await popup.untilListed();
    const from = proxy.requests.length;
    for (let restarts = 0; restarts < 2; restarts += 1) {
      const dueAt = await row.dueAt();
      await client.ask({ action: UPDATE, data: { action: "restart", delay_id: delayId } });
      await until("the popup shows the later time", async () => (await row.dueAt()) > dueAt);
    }
    assert.match(await row.text(), /Postponed/);
    const restart = `POST /_matrix/client/unstable/org.matrix.msc4140/delayed_events/${delayId}/restart`;
    assert.deepEqual(scene.askedSince(from), [restart, restart]);
  });

  it("lists a delay of another device as not created here, and cancels it", async () => {
    const { stage, browser, scheduling } = scene;
    const message = { msgtype: "m.text", body: "Lunch?" };
    const delayId = await stage.aliceElsewhere.scheduleMessage(stage.room, message, 60_000);
    // This also drops the background's copy of the list (kept for ten seconds).
    await browser.killWorker();
    const popup = await scene.open();
    const row = await popup.row("");
    assert.match(await row.text(), /Message: “Lunch\?”.*not created here/);
    assert.ok(await scheduling.held(delayId));
    await row.do("cancel");
    await row.until("cancelled");
    assert.equal(await scheduling.held(delayId), undefined);
  });

  it("never gets a delay_id or an access token, whatever succeeds or fails", async () => {
    const { stage, proxy } = scene;
    const { row, delayId, popup } = await scene.pending();
    const overheard = await overhear(popup.page);
    await row.press("restart");
    await row.shows("restarted");
    proxy.inject({ path: /restart$/ }, { kind: "reset-before" });
    await row.press("restart");
    await row.shows("outcome");
    proxy.clear();
    await stage.aliceElsewhere.cancel(delayId);
    await row.press("restart");
    await row.until("gone", "dropped");
    const told = `${await overheard()} ${await popup.page.content()}`;
    assert.ok(told.includes(delayId.slice(0, 6)), "the popup was told the masked delay_id");
    const tokens = proxy.requests.map(({ headers }) => headers.authorization?.replace("Bearer ", ""));
    const secrets = new Set([delayId.slice(0, 8), delayId.slice(-8), ...tokens].filter(Boolean));
    assert.deepEqual(
      [...secrets].filter((secret) => told.includes(secret ?? "")),
      [],
    );
  });

  it("refuses unencrypted messages in encrypted rooms, except while the user allows them", async () => {
    const { stage, scheduling, client } = scene;
    const room = await stage.newRoom();
    await stage.aliceElsewhere.sendState(room, "m.room.encryption", "", {
      algorithm: "m.megolm.v1.aes-sha2",
    });
    await scheduling.add(`kind=message&room=${encodeURIComponent(room)}`);
    const schedule = async () => {
      const content = { msgtype: "m.text", body: "Later" };
      const data = { type: "m.room.message", room_id: room, content, delay: 1_000_000 };
      return JSON.stringify(await client.ask({ action: "send_event", data }));
    };
    const press = async (before: boolean) => {
      const page = await openOptions(scene.browser);
      const box = await page.waitForSelector('[data-testid="unencrypted"]');
      assert.equal(await box?.evaluate((input) => (input as HTMLInputElement).checked), before);
      await box?.click();
      // A newly opened page shows what is stored.
      await until("it is stored", async () => {
        const next = await openOptions(scene.browser);
        const stored = await next.$eval(
          '[data-testid="unencrypted"]',
          (input) => (input as HTMLInputElement).checked,
        );
        await next.close();
        return stored !== before;
      });
      await page.close();
    };
    await client.page.bringToFront();
    assert.match(await schedule(), /in an encrypted room/);
    await press(false);
    await client.page.bringToFront();
    assert.match(await schedule(), /"delay_id":/);
    await press(true);
    await client.page.bringToFront();
    assert.match(await schedule(), /in an encrypted room/);
  });

  it("offers to leave a call that the user was left behind in, after one confirmation", async () => {
    const { stage, browser, client } = scene;
    const { userId } = stage.alice;
    const device = await client.client((it) => it.session?.deviceId ?? "");
    const join = async (name: string, deviceId: string, hoursAgo: number) => {
      const room = await stage.newRoom(name);
      const times = { created_ts: Date.now() - hoursAgo * 3_600_000, expires: 14_400_000 };
      const call = { application: "m.call", call_id: "", device_id: deviceId, ...times };
      await stage.aliceElsewhere.sendState(room, CALL_MEMBER, `_${userId}_${deviceId}_m.call`, call);
      return room;
    };
    const room = await join("Planning", device, 1);
    await join("Coffee", "PHONE", 2);
    await join("Retrospective", device, 50);
    // The homeserver's answer to an earlier popup is kept for minutes.
    await browser.killWorker();
    const { page } = await scene.open();
    const inRow = (part: string) => `[data-room="${room}"] [data-testid="${part}"]`;
    const press = async (part: string) => (await page.waitForSelector(inRow(part)))?.click();
    await page.waitForSelector(inRow("leave-call"));
    const shown = await page.$eval('[data-testid="left-behind"]', ({ textContent }) => textContent ?? "");
    assert.match(
      shown,
      /Planning.*joined here.*Coffee.*joined on another of your devices.*Older ones.*Retrospective/s,
    );
    assert.deepEqual(await violationsIn(browser, page), []);
    await takePictures(browser, page, "popup-left-behind");
    await press("leave-call");
    await page.waitForSelector(inRow("leave-yes"));
    assert.deepEqual(await violationsIn(browser, page), []);
    await takePictures(browser, page, "popup-left-behind-question");
    await page.keyboard.press("Escape");
    await page.waitForSelector(`${inRow("leave-call")}:focus`);
    const mark = await stage.bob.mark();
    const before = scene.doneSince(0).length;
    await press("leave-call");
    await press("leave-yes");
    await stage.bob.waitForEvent(room, isLeave(userId), NOW, mark);
    await page.waitForFunction((row) => !document.querySelector(row), {}, inRow("leave-call"));
    await page.waitForFunction(
      (words) => document.querySelector('[data-testid="left-call"]')?.textContent === words,
      {},
      messages.leftCall.message,
    );
    assert.equal(await page.evaluate(() => document.activeElement?.id), "left-behind");
    // One event was sent, and none for the other rows.
    assert.equal(scene.doneSince(0).length, before + 1);
  });

  it("says how each widget is doing and what the homeserver can do, and copies that without a secret", async () => {
    const { stage, browser, client, proxy, scheduling } = scene;
    await scheduling.add(`${LAZY}&kind=message`);
    const { page } = await scene.open();
    const shows = async (state: WidgetState, words: RegExp) => {
      const line = await page.waitForSelector(`[data-testid="widget-line"][data-state="${state}"] .line`);
      assert.match((await line?.evaluate(({ textContent }) => textContent)) ?? "", words);
      assert.deepEqual(await violationsIn(browser, page), []);
    };
    await shows("untried", /Not tried yet/);
    const content = { msgtype: "m.text", body: "Later" };
    const data = { type: "m.room.message", content, delay: 900_000 };
    const send = () => client.ask({ action: "send_event", data });
    await client.page.bringToFront();
    const { response } = (await send()) as { response: { delay_id: string } };
    assert.ok(response.delay_id, JSON.stringify(response));
    await page.bringToFront();
    await shows("protected", /^Postdate takes care of this; last heartbeat .*, answered in \d+ ms$/);
    await takePictures(browser, page, "popup-calm");
    await page.click('[data-testid="status-more"][aria-expanded="false"]');
    await takePictures(browser, page, "popup-widgets");
    const facts = await page.$$eval('[data-testid="server-fact"]', (all) =>
      all.map((each) => each.textContent),
    );
    assert.ok(facts.includes("Up to 1 day ahead"), facts.join());

    const answer = {
      kind: "answer",
      status: 403,
      body: { errcode: "M_FORBIDDEN", error: "Not today" },
    } as const;
    proxy.inject({ method: "PUT", path: /msc4140\.delay=/ }, answer);
    await client.page.bringToFront();
    await send();
    await page.bringToFront();
    await shows("failed", /^The last try failed .*: /);
    proxy.clear();
    await page.evaluate(() => {
      navigator.clipboard.writeText = async (text) => {
        document.title = text;
      };
    });
    await page.click('[data-testid="copy-report"]');
    await page.waitForFunction(() => document.title.includes("Widget:"));
    const report = await page.title();
    for (const secret of [stage.alice.userId, stage.room, response.delay_id, "Standup"])
      assert.ok(!report.includes(secret), report);
    const from = proxy.requests.length;
    await page.click('[data-testid="check-again"]');
    await until("the homeserver is asked again", async () =>
      scene.askedSince(from).some((request) => request.endsWith("/_matrix/client/versions")),
    );
    await stage.aliceElsewhere.cancel(response.delay_id);
  });

  describe("says about the client in its tab", () => {
    /** Opens the popup, waits until it shows this diagnosis, and checks its accessibility. */
    async function expectDiagnosis(diagnosis: Diagnosis, headline: string, tab?: number) {
      const popup = await scene.open(tab);
      await popup.untilDiagnosis(diagnosis);
      const words = headline.replace("$HOST$", "localhost");
      // The background learns a little later that a widget was removed.
      await until(`it says “${words}”`, async () => {
        const said = await popup.headline();
        if (said !== words) throw new Error(`It says “${said}”`);
        return true;
      });
      assert.deepEqual(await violationsIn(scene.browser, popup.page), []);
      return popup;
    }

    it("that everything is ready, naming the account and the homeserver", async () => {
      const { stage, proxy } = scene;
      const popup = await expectDiagnosis("ready", messages.readyUntried.message);
      const account = await popup.page.$eval('[data-testid="account"]', ({ textContent }) => textContent);
      assert.match(account ?? "", new RegExp(`${stage.alice.userId}.*${new URL(proxy.baseUrl).host}`));
    });

    it("that no session was seen when nobody has logged in", async () => {
      const { browser } = scene;
      const elsewhere = await serveFolder("dist/pages");
      const page = await browser.newPage(`${elsewhere.origin}/client/client.html`);
      await expectDiagnosis("no-session", messages.noSession.message, await tabOf(browser, page));
      await page.close();
      await elsewhere.close();
    });

    it("that its homeserver does not answer while it is down, and still lists what is pending", async function () {
      // Synapse itself has a minute to start.
      this.timeout(120_000);
      const { stage, browser, scheduling } = scene;
      const { widgetId } = await scheduling.schedule(LAZY);
      await stage.synapse.restart(async () => {
        // This also drops the background's copy of what the homeserver can do (kept for ten seconds).
        await browser.killWorker();
        const headline = messages.homeserverUnreachable.message;
        const popup = await expectDiagnosis("homeserver-unreachable", headline);
        await popup.row(widgetId);
      });
      await browser.killWorker();
      await expectDiagnosis("ready", messages.ready.message);
    });
  });
});
