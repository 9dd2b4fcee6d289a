import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { logIn, type MatrixUser } from "../environment/homeserver/matrix-user.ts";
import type { RoomEvent } from "../environment/homeserver/room-events.ts";
import { type Synapse, startSynapse } from "../environment/homeserver/synapse.ts";
import { serveFolder } from "../environment/static-server.ts";
import { temporaryFolder } from "../environment/temporary-folder.ts";

const TYPE = "org.example.presence";

describe("the test environment", function () {
  this.timeout(120_000);
  let synapse: Synapse;
  let alice: MatrixUser;
  let bob: MatrixUser;
  let roomId: string;

  const user = async (localpart: string) => {
    const { userId, password } = await synapse.registerUser(localpart);
    return logIn(synapse.baseUrl, userId, password);
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
    it("sees what the first user sends, both by waiting and in the timeline", async () => {
      const since = await bob.mark();
      const eventId = await alice.send(roomId, "m.room.message", { msgtype: "m.text", body: "hello" });
      const event = await bob.waitForEvent(roomId, ({ event_id }) => event_id === eventId, 15_000, since);
      assert.equal(event.sender, alice.userId);
      assert.deepEqual((await bob.timeline(roomId)).at(-1)?.content, { msgtype: "m.text", body: "hello" });
    });

    it("reads state, even with an empty key, and gets undefined if there is none", async () => {
      await alice.sendState(roomId, TYPE, "", { here: true });
      assert.deepEqual(await bob.state(roomId, TYPE), { here: true });
      assert.equal(await bob.state(roomId, TYPE, "nobody"), undefined);
    });

    it("sees earlier events, or, with a mark, only those after the mark", async () => {
      await alice.sendState(roomId, TYPE, "before", {});
      const since = await bob.mark();
      await bob.waitForEvent(roomId, isFrom("before"), 15_000);
      await bob.expectNone(roomId, isFrom("before"), 300, since);
      await assert.rejects(bob.expectNone(roomId, isFrom("before"), 300), /should not be there/);
      await assert.rejects(bob.waitForEvent(roomId, isFrom("never"), 300), /300 ms without the event/);
    });

    it("gets an error if the homeserver refuses, or if its session has ended", async () => {
      const carol = await user("carol");
      await assert.rejects(carol.join(roomId), (error) => (error as MatrixError).errcode === "M_FORBIDDEN");
      await carol.logOut();
      await assert.rejects(carol.mark(), (error) => (error as MatrixError).errcode === "M_UNKNOWN_TOKEN");
    });
  });

  describe("Synapse", () => {
    it("delivers a delayed state event on time, not before, and lists it until then", async () => {
      const since = await bob.mark();
      const start = Date.now();
      const delayId = await alice.scheduleState(roomId, TYPE, "late", { left: true }, 3_000);
      const [pending] = await alice.delayedEvents();
      assert.equal(pending?.delay_id, delayId);
      assert.equal(pending?.delay, 3_000);
      assert.deepEqual(await bob.delayedEvents(), []);
      await bob.expectNone(roomId, isFrom("late"), 1000, since);
      const event = await bob.waitForEvent(roomId, isFrom("late"), 15_000, since);
      const after = event.origin_server_ts - start;
      assert.ok(after >= 2_990 && after < 8_000, `sent ${after} ms after`);
      assert.deepEqual(await alice.delayedEvents(), []);
    });

    it("keeps users, rooms and pending delays across a restart, and then sends the events that fell due", async () => {
      const since = await bob.mark();
      await alice.scheduleState(roomId, TYPE, "overdue", {}, 1000);
      const later = await alice.scheduleState(roomId, TYPE, "later", {}, 3_600_000);
      const { baseUrl } = synapse;
      await synapse.restart(() => untilClock(Date.now() + 1000));
      assert.equal(synapse.baseUrl, baseUrl);
      await bob.waitForEvent(roomId, isFrom("overdue"), 15_000, since);
      assert.deepEqual(
        (await alice.delayedEvents()).map(({ delay_id }) => delay_id),
        [later],
      );
    });

    it("lets a user's wait survive a restart", async () => {
      const since = await bob.mark();
      const waiting = bob.waitForEvent(roomId, isFrom("after restart"), 90_000, since);
      await synapse.restart();
      await alice.sendState(roomId, TYPE, "after restart", {});
      await waiting;
    });

    it("lets its test configuration be overridden, for example with a maximum delay and Synapse's own limits", async () => {
      const strict = await startSynapse({
        config: { max_event_delay_duration: "1s", rc_delayed_event_mgmt: undefined },
      });
      try {
        const { userId, password } = await strict.registerUser("dora");
        const dora = await logIn(strict.baseUrl, userId, password);
        const room = await dora.createRoom();
        const tooLong = dora.scheduleState(room, TYPE, "", {}, 2000);
        await assert.rejects(tooLong, (error) => (error as MatrixError).httpStatus === 400);
        let limited: unknown[] = [];
        // On a slow machine the limit may let ten pass, but never twice as many.
        for (let rounds = 0; rounds < 4 && limited.length === 0; rounds += 1) {
          const lists = Array.from({ length: 10 }, () => dora.delayedEvents());
          limited = (await Promise.allSettled(lists)).filter(({ status }) => status === "rejected");
        }
        assert.ok(limited.length > 0, "ten lists at once did not exceed the default limit");
      } finally {
        await strict.stop();
      }
    });

    it("says why it cannot start", async () => {
      const nonsense = startSynapse({ config: { max_event_delay_duration: "soon" } });
      await assert.rejects(nonsense, /did not start: it ended with exit status 1.*soon/s);
    });

    it("refuses a second account with the same name", async () => {
      await assert.rejects(synapse.registerUser("alice"), /M_USER_IN_USE/);
    });
  });

  describe("the static server", () => {
    it("serves a second folder below a path, with some of its files replaced by texts", async () => {
      const [pages, widget] = [await temporaryFolder("test"), await temporaryFolder("test")];
      await writeFile(path.join(pages.path, "index.html"), "client");
      await writeFile(path.join(widget.path, "index.html"), "widget");
      await writeFile(path.join(widget.path, "config.json"), "as published");
      const mount = { at: "widget", dir: widget.path, instead: { "config.json": "ours" } };
      const { origin, close } = await serveFolder(pages.path, { mounts: [mount] });
      const read = async (url: string) => (await fetch(origin + url)).text();
      try {
        assert.equal(await read("/index.html"), "client");
        assert.equal(await read("/widget/index.html?a=1"), "widget");
        assert.equal(await read("/widget/config.json?a=1"), "ours");
        assert.equal((await fetch(`${origin}/config.json`)).status, 404);
      } finally {
        await close();
        await Promise.all([pages.remove(), widget.remove()]);
      }
    });

    it("serves a folder with content types and headers, and nothing outside it", async () => {
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

/** Waits until this time (epoch ms) by the wall clock, which the homeserver uses for delays. */
function untilClock(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time - Date.now()));
}
