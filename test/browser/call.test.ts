import assert from "node:assert/strict";
import { countHeartbeats, heartbeatsAmong } from "../../bench/soak/heartbeats.ts";
import { livesOf } from "../../bench/soak/lives.ts";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { answerTimes } from "../environment/call/answer-times.ts";
import { lastWillAfter, pendingIn } from "../environment/call/last-will.ts";
import { mediaOptions } from "../environment/call/media-options.ts";
import { untilSoundComes } from "../environment/call/media-server.ts";
import { CALL_MEMBER, isJoin, isLeave } from "../environment/call/membership.ts";
import { type OpenCall, openCall } from "../environment/call/open-call.ts";
import type { CallRequest } from "../environment/call/overhear.ts";
import { useCallStage } from "../environment/call/use-call-stage.ts";
import { startFaultProxy } from "../environment/homeserver/fault-proxy.ts";
import { until } from "../environment/until.ts";

describe(`an Element Call call in a client that knows nothing of delayed events, in ${browserName}`, function () {
  this.timeout(120_000);
  const scene = useCallStage({ browser: false });
  afterEach(() => {
    const failures = uncaughtErrors(scene.browser).filter(({ source }) => source === "extension");
    assert.deepEqual(failures, []);
  });
  const baseUrl = () => scene.stage.synapse.baseUrl;

  /** Opens a call in a new room, and waits until some of its restarts have been answered. */
  async function call(homeserver = baseUrl()): Promise<{ opened: OpenCall; room: string }> {
    const { stage, browser } = scene;
    const room = await stage.newRoom();
    const clientOrigin = homeserver === baseUrl() ? stage.clientOrigin : await stage.newClientOrigin();
    const opened = await openCall(browser, { ...stage, clientOrigin }, { host: { room, homeserver } });
    await opened.untilJoined();
    await opened.untilRestarts(2);
    return { opened, room };
  }

  describe("without the extension", () => {
    scene.useBrowser({ extension: undefined, ...mediaOptions(browserName) });

    it("immediately looks abandoned to everybody, and ends: the harm is real", async () => {
      const { stage, browser } = scene;
      const { alice, bob } = stage;
      const room = await stage.newRoom();
      const mark = await bob.mark();
      const opened = await openCall(browser, stage, { host: { room } });
      await bob.waitForEvent(room, isJoin(alice.userId), 20_000, mark);
      const left = async () => (await bob.timeline(room)).filter(isLeave(alice.userId)).length;
      await until(
        "Bob is told twice that Alice has left, by her last will and by her leave",
        async () => (await left()) >= 2,
      );
      await until("Element Call has given up", async () => {
        const text = await opened.call().evaluate(() => document.body.innerText);
        return text.includes("Connection lost");
      });
      assert.deepEqual(await pendingIn(stage, room), []);
      const scheduled = (await opened.requests()).filter(({ data }) => data.delay !== undefined);
      assert.ok(scheduled.length > 0);
      for (const { response } of scheduled) assert.equal(response?.delay_id, undefined);
      await opened.page.close();
    });
  });

  describe("with the extension", () => {
    scene.useBrowser(mediaOptions(browserName));

    describe("from the beginning to the end", () => {
      let opened: OpenCall;
      let room: string;
      before(async () => {
        ({ opened, room } = await call());
      });

      it("is joined while its last will waits at the homeserver", async () => {
        const { alice, bob, media, timing } = scene.stage;
        const session = await opened.client(({ session }) => session);
        const joined = await bob.waitForEvent(room, isJoin(alice.userId), 0);
        assert.equal(joined.content.device_id, session?.deviceId);
        const [leave, ...more] = await pendingIn(scene.stage, room);
        assert.deepEqual(more, []);
        assert.deepEqual(leave?.content, {});
        assert.equal(leave?.state_key, joined.state_key);
        assert.equal(leave?.delay, timing.delay);
        const identity = `${alice.userId}:${session?.deviceId}`;
        // Her sound and her restarts take different paths.
        await until("the media server has her sound", async () => {
          const [her] = await media.participants(room);
          return (her?.tracks.length ?? 0) > 0;
        });
        assert.deepEqual(await media.participants(room), [{ identity, tracks: ["AUDIO"] }]);
      });

      it("survives while the browser stops the extension's worker every few seconds", async () => {
        const { stage, browser } = scene;
        const { media, bob, alice } = stage;
        const lives = livesOf(browser);
        await lives.begin();
        for (let times = 0; times < 4; times += 1) {
          const { length } = await opened.restarts();
          await opened.untilRestarts(length + 2);
          await lives.kill();
        }
        await untilSoundComes(media);
        const { kills, restarts: deaths } = await lives.end();
        assert.equal(deaths, kills.length, "each kill stopped a worker, and none died otherwise");

        const now = Date.now();
        const beats = heartbeatsAmong(await opened.requests());
        const { sent, answered, late, refused, lost } = countHeartbeats(beats, now);
        assert.deepEqual({ refused, lost }, { refused: 0, lost: 0 });
        assert.equal(answered, sent);
        // On a busy machine one answer may be late. A worker that starts too slowly makes every answer late.
        assert.ok(late <= 1, `${late} were late`);
        const restarts = await opened.restarts();
        console.log(`        ${answerTimes(restarts).words}, in a call with ${media.name}`);
        for (const { answers } of restarts) assert.deepEqual(answers, [{}]);
        assert.equal((await pendingIn(stage, room)).length, 1);
        assert.deepEqual((await bob.timeline(room)).filter(isLeave(alice.userId)), []);
        await opened.untilJoined(0);
      });

      it("survives a reload of its page: it finds that it has left, and rejoins", async () => {
        const { stage } = scene;
        const { alice, aliceElsewhere, bob, timing } = stage;
        const [first] = await pendingIn(stage, room);
        assert.ok(first);
        const reloaded = opened.call().waitForNavigation();
        await Promise.all([reloaded, opened.client((client) => client.reloadWidget())]);
        await until("its page has joined again", async () => {
          // On a busy machine that may take longer than the delay, and the first last will is sent before Alice is
          // back.
          const will = (await pendingIn(stage, room)).find(({ delay_id }) => delay_id === first.delay_id);
          const due = (will?.running_since ?? 0) + first.delay;
          if (will && due - Date.now() < timing.delay / 2) await aliceElsewhere.restart(first.delay_id);
          const isAnswered = ({ data, response }: CallRequest) =>
            data.type === CALL_MEMBER && data.delay === undefined && response !== undefined;
          return (await opened.requests()).some(isAnswered);
        });
        await opened.untilJoined();
        await until("the first last will was sent", async () =>
          (await bob.timeline(room)).some(isLeave(alice.userId)),
        );
        await until("Alice has joined again", async () => {
          const last = (await bob.timeline(room)).findLast(({ state_key }) => state_key === first.state_key);
          return last !== undefined && isJoin(alice.userId)(last);
        });
        // Element Call cancels the delay that it has scheduled meanwhile, and schedules again.
        const cancelled = (await opened.requests()).find(({ data }) => data.action === "cancel");
        assert.deepEqual(cancelled?.response, {});
        await until("one last will waits", async () => (await pendingIn(stage, room)).length === 1);
        const [now] = await pendingIn(stage, room);
        assert.notEqual(now?.delay_id, cancelled?.data.delay_id);
        await opened.untilJoined(0);
      });

      it("is left when Alice hangs up", async () => {
        const { alice, bob } = scene.stage;
        const mark = await bob.mark();
        await opened.hangUp();
        await bob.waitForEvent(room, isLeave(alice.userId), 15_000, mark);
        await opened.untilSent();
        const sent = (await opened.requests()).find(({ data }) => data.action === "send");
        assert.deepEqual(sent?.answers, [{}]);
        assert.deepEqual(await pendingIn(scene.stage, room), []);
        await opened.page.close();
      });
    });

    it("is left in time when the tab is closed, connections are refused or the network is silent", async () => {
      const { stage } = scene;
      const [refusing, silent] = [await startFaultProxy(baseUrl()), await startFaultProxy(baseUrl())];
      const closed = await call();
      const refused = await call(refusing.baseUrl);
      const unheard = await call(silent.baseUrl);
      await Promise.all([
        lastWillAfter(stage, closed.room, () => closed.opened.page.close()),
        lastWillAfter(stage, refused.room, () => refusing.down()),
        lastWillAfter(stage, unheard.room, async () => void silent.inject({}, { kind: "silent" })),
      ]);
      for (const { opened } of [refused, unheard]) await opened.page.close();
      await silent.close();
    });

    it("is left in time when the page's process is killed", async () => {
      const { opened, room } = await call();
      await lastWillAfter(scene.stage, room, () => scene.browser.killRenderer(opened.page));
      await opened.page.close();
    });
  });
});
