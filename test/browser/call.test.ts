import assert from "node:assert/strict";
import type { BrowserName, TestBrowser } from "../environment/browsers.ts";
import { answerTimes } from "../environment/call/answer-times.ts";
import { type CallStage, setCallStage } from "../environment/call/call-stage.ts";
import { mediaOptions } from "../environment/call/media-options.ts";
import { isJoin, isLeave, lastWillAfter, pendingIn } from "../environment/call/membership.ts";
import { type OpenCall, openCall } from "../environment/call/open-call.ts";
import { type FaultProxy, startFaultProxy } from "../environment/fault-proxy.ts";
import { EXTENSION, openBrowser } from "../environment/stage.ts";
import { until } from "../environment/until.ts";

const browserName = process.env.POSTDATE_BROWSER as BrowserName;

/** MatrixRTC waits so long for a restart, in milliseconds. */
const RESTART_WITHIN = 2_000;
/** So many packets that it cannot be the rest of the call before, which lasted less long. */
const SECONDS_OF_SOUND = 300;

describe(`a call by Element Call in a client that knows nothing of delayed events, in ${browserName}`, function () {
  this.timeout(60_000);
  let stage: CallStage;
  before(async () => {
    stage = await setCallStage();
  });
  after(() => stage?.close());

  describe("without the extension", () => {
    let browser: TestBrowser;
    before(async () => {
      browser = await openBrowser(browserName, mediaOptions(browserName));
    });
    after(() => browser?.close());

    it("is left at once in everybody's eyes, and ends: the harm is real", async () => {
      const { alice, bob } = stage;
      const room = await stage.newRoom();
      const mark = await bob.mark();
      const { call, requests, page } = await openCall(browser, stage, { host: { room } });
      await bob.waitForEvent(room, isJoin(alice.userId), 20_000, mark);
      // Not the leave that went before, of the first try, but the one after.
      const left = async () => (await bob.timeline(room)).filter(isLeave(alice.userId)).length;
      await until("Bob has been told twice that Alice has left", async () => (await left()) >= 2);
      await until("Element Call has given up", async () => {
        const text = await call().evaluate(() => document.body.innerText);
        return text.includes("Connection lost");
      });
      assert.deepEqual(await pendingIn(stage, room), []);
      const scheduled = (await requests()).filter(({ data }) => data.delay !== undefined);
      assert.ok(scheduled.length > 0);
      for (const { response } of scheduled) assert.equal(response?.delay_id, undefined);
      await page.close();
    });
  });

  describe("with the extension", () => {
    let browser: TestBrowser;
    let proxy: FaultProxy;
    let opened: OpenCall;
    let room: string;

    before(async () => {
      browser = await openBrowser(browserName, { extension: EXTENSION.test, ...mediaOptions(browserName) });
    });
    after(() => browser?.close());
    beforeEach(async () => {
      proxy = await startFaultProxy(stage.synapse.baseUrl);
      room = await stage.newRoom();
      opened = await openCall(browser, stage, { host: { room, homeserver: proxy.baseUrl } });
      await opened.untilJoined();
      await opened.untilRestarts(2);
    });
    afterEach(async () => {
      await proxy.close();
      if (!opened.page.isClosed()) await opened.page.close();
      const failures = browser.log.filter(({ kind, source }) => kind === "error" && source === "extension");
      assert.deepEqual(failures, []);
    });

    /** Nobody has been told that Alice has left, and Element Call shows that it is in the call. */
    const goesOn = async () => {
      const left = (await stage.bob.timeline(room)).filter(isLeave(stage.alice.userId));
      assert.deepEqual(left, []);
      await opened.untilJoined(0);
    };

    it("is joined, its media flows, its leave waits at the homeserver, and hanging up sends it", async () => {
      const { alice, bob, media, timing } = stage;
      const session = await opened.client(({ session }) => session);
      const joined = await bob.waitForEvent(room, isJoin(alice.userId), 0);
      assert.equal(joined.content.device_id, session?.deviceId);

      const [leave, ...more] = await pendingIn(stage, room);
      assert.deepEqual(more, []);
      assert.deepEqual(leave?.content, {});
      assert.equal(leave?.state_key, joined.state_key);
      assert.equal(leave?.delay, timing.delay);

      const identity = `${alice.userId}:${session?.deviceId}`;
      assert.deepEqual(await media.participants(room), [{ identity, tracks: ["AUDIO"] }]);
      const before = await media.packetsIn();
      await until(
        `${media.name} says that Alice's sound comes in`,
        async () => (await media.packetsIn()) - before >= SECONDS_OF_SOUND,
        30_000,
      );

      const times = answerTimes(await opened.restarts());
      console.log(`      ${times.words}, in a call with ${media.name}`);
      assert.ok(times.worst < RESTART_WITHIN);
      await goesOn();

      await opened.hangUp();
      await bob.waitForEvent(room, isLeave(alice.userId), 5_000);
      const last = (await opened.requests()).findLast(({ data }) => data.delay_id !== undefined);
      assert.equal(last?.data.action, "send");
      assert.deepEqual(last?.response, {});
      assert.deepEqual(await pendingIn(stage, room), []);
    });

    it("is left in time when the tab is closed", async () => {
      await lastWillAfter(stage, room, () => opened.page.close());
    });

    it("is left in time when the page's process is killed", async () => {
      await lastWillAfter(stage, room, () => browser.killRenderer(opened.page));
    });

    it("is left in time when the network is gone", async () => {
      await lastWillAfter(stage, room, () => proxy.down());
    });

    it("goes on when the widget is loaded anew: it leaves a second last will, and takes it back to join again", async () => {
      const { alice, bob } = stage;
      const [first] = await pendingIn(stage, room);
      await opened.client((client) => client.reloadWidget());
      await opened.untilJoined();
      await until("the first last will was sent", async () =>
        (await bob.timeline(room)).some(isLeave(alice.userId)),
      );
      // Element Call sees that it is said to have left, and that is not so.
      await until("Alice has joined again", async () => {
        const last = (await bob.timeline(room)).findLast(({ state_key }) => state_key === first?.state_key);
        return last !== undefined && isJoin(alice.userId)(last);
      });
      const cancelled = (await opened.requests()).find(({ data }) => data.action === "cancel");
      assert.deepEqual(cancelled?.response, {});
      await until("one last will waits", async () => (await pendingIn(stage, room)).length === 1);
      const [now] = await pendingIn(stage, room);
      assert.notEqual(now?.delay_id, cancelled?.data.delay_id);
      await opened.untilJoined(0);
    });

    it("goes on while the browser stops the extension's worker every few seconds", async () => {
      for (let kills = 0; kills < 5; kills += 1) {
        const { length } = await opened.restarts();
        await opened.untilRestarts(length + 2);
        await browser.killWorker();
      }
      const { length } = await opened.restarts();
      await opened.untilRestarts(length + 2);
      const failed = (await opened.restarts()).filter(({ response }) => response?.error);
      assert.deepEqual(failed, []);
      assert.equal((await pendingIn(stage, room)).length, 1);
      await goesOn();
    });
  });
});
