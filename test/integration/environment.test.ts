import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { ConnectionError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { startFaultProxy } from "../environment/fault-proxy.ts";
import { logIn, MatrixUser } from "../environment/matrix-user.ts";
import type { RoomEvent } from "../environment/room-events.ts";
import { serveFolder } from "../environment/static-server.ts";
import { type Synapse, startSynapse } from "../environment/synapse.ts";
import { temporaryFolder } from "../environment/temporary-folder.ts";

const TYPE = "org.example.presence";

describe("the test environment", function () {
  this.timeout(120_000);
  let synapse: Synapse;
  let alice: MatrixUser;
  let bob: MatrixUser;
  let roomId: string;

  const user = async (localpart: string, baseUrl = synapse.baseUrl) => {
    const { userId, password } = await synapse.registerUser(localpart);
    return logIn(baseUrl, userId, password);
  };
  const isFrom = (key: string) => (event: RoomEvent) => event.type === TYPE && event.state_key === key;

  before(async () => {
    synapse = await startSynapse();
    [alice, bob] = await Promise.all([user("alice"), user("bob")]);
    roomId = await alice.createRoom({ power_level_content_override: { events: { [TYPE]: 0 } } });
    await alice.invite(roomId, bob.userId);
    await bob.join(roomId);
  });
  after(() => synapse?.stop());

  describe("a second user", () => {
    it("sees what the first one sends, once by waiting and again in the timeline", async () => {
      const since = await bob.mark();
      const eventId = await alice.send(roomId, "m.room.message", { msgtype: "m.text", body: "hello" });
      const event = await bob.waitForEvent(roomId, ({ event_id }) => event_id === eventId, 5000, since);
      assert.equal(event.sender, alice.userId);
      assert.deepEqual((await bob.timeline(roomId)).at(-1)?.content, { msgtype: "m.text", body: "hello" });
    });

    it("reads state, with an empty key too, and gets undefined where there is none", async () => {
      await alice.sendState(roomId, TYPE, "", { here: true });
      assert.deepEqual(await bob.state(roomId, TYPE), { here: true });
      assert.equal(await bob.state(roomId, TYPE, "nobody"), undefined);
    });

    it("sees without a mark what was sent before it looked, and with a mark only what came after it", async () => {
      await alice.sendState(roomId, TYPE, "before", {});
      const since = await bob.mark();
      await bob.waitForEvent(roomId, isFrom("before"), 5000);
      await bob.expectNone(roomId, isFrom("before"), 300, since);
      await assert.rejects(bob.expectNone(roomId, isFrom("before"), 300), /should not be there/);
      await assert.rejects(bob.waitForEvent(roomId, isFrom("never"), 300), /300 ms without the event/);
    });

    it("is told by an error what the homeserver refuses, and that a session has ended", async () => {
      const carol = await user("carol");
      await assert.rejects(carol.join(roomId), (error) => (error as MatrixError).errcode === "M_FORBIDDEN");
      await carol.logOut();
      await assert.rejects(carol.mark(), (error) => (error as MatrixError).errcode === "M_UNKNOWN_TOKEN");
    });
  });

  describe("Synapse", () => {
    it("delivers a delayed state event on time and not before, and lists it until then", async () => {
      const since = await bob.mark();
      const start = Date.now();
      const delayId = await alice.scheduleState(roomId, TYPE, "late", { left: true }, 1500);
      const [pending] = await alice.delayedEvents();
      assert.equal(pending?.delay_id, delayId);
      assert.equal(pending?.delay, 1500);
      assert.deepEqual(await bob.delayedEvents(), []);
      await bob.expectNone(roomId, isFrom("late"), 1000, since);
      const event = await bob.waitForEvent(roomId, isFrom("late"), 5000, since);
      assert.ok(event.origin_server_ts - start >= 1490, `sent ${event.origin_server_ts - start} ms after`);
      assert.ok(event.origin_server_ts - start < 3000, `sent ${event.origin_server_ts - start} ms after`);
      assert.deepEqual(await alice.delayedEvents(), []);
    });

    it("keeps users, rooms and pending delays over a restart, and sends what fell due meanwhile", async () => {
      const since = await bob.mark();
      await alice.scheduleState(roomId, TYPE, "overdue", {}, 1000);
      const later = await alice.scheduleState(roomId, TYPE, "later", {}, 3_600_000);
      const { baseUrl } = synapse;
      await synapse.restart(() => untilClock(Date.now() + 1000));
      assert.equal(synapse.baseUrl, baseUrl);
      await bob.waitForEvent(roomId, isFrom("overdue"), 5000, since);
      assert.deepEqual(
        (await alice.delayedEvents()).map(({ delay_id }) => delay_id),
        [later],
      );
    });

    it("lets a user wait through a restart", async () => {
      const since = await bob.mark();
      const waiting = bob.waitForEvent(roomId, isFrom("after restart"), 30_000, since);
      await synapse.restart();
      await alice.sendState(roomId, TYPE, "after restart", {});
      await waiting;
    });

    it("takes configuration over the one for tests, such as a maximum of the delay and Synapse's own limits", async () => {
      const strict = await startSynapse({
        config: { max_event_delay_duration: "1s", rc_delayed_event_mgmt: undefined },
      });
      try {
        const { userId, password } = await strict.registerUser("dora");
        const dora = await logIn(strict.baseUrl, userId, password);
        const room = await dora.createRoom();
        const tooLong = dora.scheduleState(room, TYPE, "", {}, 2000);
        await assert.rejects(tooLong, (error) => (error as MatrixError).httpStatus === 400);
        const lists = Array.from({ length: 10 }, () => dora.delayedEvents());
        const limited = (await Promise.allSettled(lists)).filter(({ status }) => status === "rejected");
        assert.ok(limited.length > 0, "ten lists at once are too many by default");
      } finally {
        await strict.stop();
      }
    });

    it("that cannot start says why", async () => {
      const nonsense = startSynapse({ config: { max_event_delay_duration: "soon" } });
      await assert.rejects(nonsense, /did not start: it ended with exit status 1.*soon/s);
    });

    it("refuses a second account of the same name", async () => {
      await assert.rejects(synapse.registerUser("alice"), /M_USER_IN_USE/);
    });
  });

  describe("the fault proxy", () => {
    let proxy: Awaited<ReturnType<typeof startFaultProxy>>;
    let through: MatrixUser;
    const keyed = (key: string) => ({ method: "PUT", path: new RegExp(`/state/${TYPE}/${key}$`) });
    const put = (key: string) => through.sendState(roomId, TYPE, key, { key });

    before(async () => {
      proxy = await startFaultProxy(synapse.baseUrl);
      const login = { user_id: alice.userId, device_id: alice.deviceId, access_token: alice.accessToken };
      through = new MatrixUser(proxy.baseUrl, login);
    });
    afterEach(() => proxy.clear());
    after(() => proxy?.close());

    it("is not noticed without a fault, and records what passes", async () => {
      await put("plain");
      assert.deepEqual(await bob.state(roomId, TYPE, "plain"), { key: "plain" });
      const last = proxy.requests.at(-1);
      assert.equal(last?.method, "PUT");
      assert.match(last?.path ?? "", /plain$/);
      assert.equal(last?.headers.authorization, `Bearer ${alice.accessToken}`);
      assert.equal(last?.status, 200);
      assert.ok(Math.abs(Date.now() - (last?.at ?? 0)) < 5000);
    });

    it("passes CORS preflights and headers, whatever fault waits for the request itself", async () => {
      proxy.inject({ path: /versions/ }, { kind: "answer", status: 500 });
      const url = `${proxy.baseUrl}/_matrix/client/versions`;
      const preflight = await fetch(url, { method: "OPTIONS" });
      assert.equal(preflight.ok, true);
      assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
      const answer = await fetch(url);
      assert.equal(answer.status, 500);
      assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    });

    it("carries a long poll, and ends it at the homeserver when the client goes", async () => {
      const since = await through.mark();
      const waiting = through.waitForEvent(roomId, isFrom("polled"), 10_000, since);
      await bob.sendState(roomId, TYPE, "polled", {});
      await waiting;
      const poll = through.waitForEvent(roomId, isFrom("never"), 60_000, await through.mark());
      while (!proxy.requests.at(-1)?.path.includes("since=")) await untilClock(Date.now() + 10);
      through.http.abort();
      await assert.rejects(poll, /abort/i);
    });

    it("resets the connection before the homeserver hears of it", async () => {
      proxy.inject(keyed("unheard"), { kind: "reset-before" });
      await assert.rejects(put("unheard"), ConnectionError);
      assert.equal(await bob.state(roomId, TYPE, "unheard"), undefined);
      assert.equal(proxy.requests.at(-1)?.status, undefined);
    });

    it("loses the answer of what the homeserver took, so many times as asked", async () => {
      proxy.inject(keyed("taken"), { kind: "reset-after" }, { times: 1 });
      await assert.rejects(put("taken"), ConnectionError);
      assert.deepEqual(await bob.state(roomId, TYPE, "taken"), { key: "taken" });
      await put("taken");
    });

    it("answers in the homeserver's stead", async () => {
      const body = { errcode: "M_LIMIT_EXCEEDED", error: "Slowly", retry_after_ms: 700 };
      const headers = { "Retry-After": "1" };
      const undo = proxy.inject(keyed("limited"), { kind: "answer", status: 429, headers, body });
      const error: MatrixError = await put("limited").then(assert.fail, (reason) => reason);
      assert.ok(error instanceof MatrixError);
      assert.equal(error.httpStatus, 429);
      assert.equal(error.getRetryAfterMs(), 1000);
      assert.equal(error.data.retry_after_ms, 700);
      undo();
      await put("limited");
    });

    it("replaces the answer of what the homeserver took", async () => {
      proxy.inject(keyed("replaced"), {
        kind: "replace-answer",
        status: 502,
        body: "<html>Bad gateway</html>",
      });
      await assert.rejects(put("replaced"), (error) => (error as MatrixError).httpStatus === 502);
      assert.deepEqual(await bob.state(roomId, TYPE, "replaced"), { key: "replaced" });
    });

    it("holds an answer back", async () => {
      proxy.inject(keyed("slow"), { kind: "delay", ms: 400 });
      const start = performance.now();
      const answered = put("slow").then(() => performance.now() - start);
      await bob.waitForEvent(roomId, isFrom("slow"), 5000);
      assert.ok((await answered) >= 390);
    });

    it("breaks off an answer in the middle", async () => {
      proxy.inject(keyed("half"), { kind: "truncate" });
      await assert.rejects(put("half"), /terminated/);
      assert.deepEqual(await bob.state(roomId, TYPE, "half"), { key: "half" });
    });

    it("answers at great length, and stops when nobody reads", async () => {
      proxy.inject({ path: /versions/ }, { kind: "huge", bytes: 20_000_000 });
      const url = `${proxy.baseUrl}/_matrix/client/versions`;
      const text = await (await fetch(url)).text();
      assert.equal(text.length, 20_000_000);
      assert.equal(Object.keys(JSON.parse(text)).length, 1);
      await (await fetch(url)).body?.cancel();
    });

    it("goes down and comes up on the same port", async () => {
      await proxy.down();
      await assert.rejects(put("down"), ConnectionError);
      await proxy.up();
      await put("up");
    });
  });

  describe("the static server", () => {
    it("serves a folder with types and headers, and nothing outside it", async () => {
      const folder = await temporaryFolder("static");
      const shared = path.join(folder.path, "shared");
      await mkdir(path.join(shared, "page"), { recursive: true });
      await writeFile(path.join(folder.path, "secret.txt"), "secret");
      await writeFile(path.join(shared, "page/index.html"), "<p>page</p>");
      await writeFile(path.join(shared, "a b.js"), "1;");
      await symlink(path.join(folder.path, "secret.txt"), path.join(shared, "link.txt"));
      const server = await serveFolder(shared, { headers: { "X-Test": "yes" } });
      try {
        const page = await fetch(`${server.origin}/page/?x=1`);
        assert.equal(await page.text(), "<p>page</p>");
        assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
        assert.equal(page.headers.get("x-test"), "yes");
        const script = await fetch(`${server.origin}/a%20b.js`);
        assert.match(script.headers.get("content-type") ?? "", /^text\/javascript/);
        for (const outside of [
          "/%2e%2e/secret.txt",
          "/..%2fsecret.txt",
          "/link.txt",
          "/none",
          "/%zz",
          "/%00",
        ]) {
          assert.equal((await fetch(server.origin + outside)).status, 404, outside);
        }
        assert.equal((await fetch(server.origin, { method: "POST" })).status, 405);
      } finally {
        await server.close();
        await folder.remove();
      }
    });
  });
});

/** Until it is so late by the clock (milliseconds since 1970): the homeserver's delays are measured by it as well. */
function untilClock(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time - Date.now()));
}
