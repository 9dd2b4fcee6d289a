import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { createSupport, UnsupportedError } from "../../../../src/background/delays/support.ts";
import type { DelayedSend } from "../../../../src/delayed-events/delayed-event.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ALL, homeserverWith } from "./homeserver-with.ts";

const URL = "https://hs.example";
const guest = { account: { userId: "@1:x", isGuest: true } };
const event: DelayedSend = { type: "t", content: {}, delay: 1 };

describe("a homeserver's support", () => {
  it("is enough with the proposal's paths or the stable ones", async () => {
    const support = createSupport(memoryStore(), () => 0);
    for (const said of [{ stable: false }, { unstable: false }])
      assert.deepEqual((await support.require(aSession(homeserverWith(said)), event, true)).said, {
        ...ALL,
        ...said,
      });
  });

  it("is not enough without either, for users or guests", async () => {
    const support = createSupport(memoryStore(), () => 0);
    const neither = homeserverWith({ unstable: false, stable: false });
    await assert.rejects(support.require(aSession(neither), event), UnsupportedError);
  });

  it("is not enough for a sticky event without sticky events", async () => {
    const support = createSupport(memoryStore(), () => 0);
    const sticky = { ...event, stickyDuration: 1 };
    await assert.rejects(
      support.require(aSession(homeserverWith({ stickyEvents: false })), sticky),
      /sticky events/,
    );
    await support.require(aSession(homeserverWith({ stickyEvents: false })), event);
  });

  it("is not enough for guests who may not restart, and that is checked once", async () => {
    const support = createSupport(memoryStore(), () => 0);
    const strict = homeserverWith({}, false);
    for (let times = 0; times < 2; times += 1)
      await assert.rejects(support.require(aSession(strict, guest), event), /guests/);
    assert.deepEqual(strict.asked, ["versions", "guests", "versions"]);
    await createSupport(memoryStore(), () => 0).require(aSession(homeserverWith(), guest), event);
  });

  it("is not enough if restarts do not get through, except for guests, who have a check of their own", async () => {
    const asked: string[] = [];
    const support = createSupport(memoryStore(), () => 0, {
      async getThrough({ baseUrl }) {
        asked.push(baseUrl);
        return false;
      },
    });
    await assert.rejects(support.require(aSession(homeserverWith()), event), /restarts reach nobody/);
    await support.require(aSession(homeserverWith(), guest), event);
    assert.deepEqual(asked, [URL]);
  });

  it("is requested together with that check, without another round trip", async () => {
    const order: string[] = [];
    const support = createSupport(memoryStore(), () => 0, {
      async getThrough() {
        order.push("restarts");
        return true;
      },
    });
    const homeserver = homeserverWith();
    const supports = async () => {
      await turn();
      order.push("versions");
      return ALL;
    };
    await support.require(aSession({ ...homeserver, supports }), event);
    assert.deepEqual(order, ["restarts", "versions"]);
  });

  it("is missing if the longest allowed delay is 0, whatever its flags say", async () => {
    const support = createSupport(memoryStore(), () => 0);
    const homeserver = homeserverWith();
    for (const [longest, can] of [
      [0, false],
      [1, true],
      [undefined, true],
    ] as const) {
      homeserver.longest = longest;
      assert.equal(await support.canSchedule(aSession(homeserver)), can);
    }
    const silent = { ...homeserverWith(), longestDelay: () => Promise.reject(new Error("no answer")) };
    assert.equal(await support.canSchedule(aSession(silent)), true);
  });

  it("is void once it has sent an event immediately, and no later background asks again", async () => {
    const store = memoryStore();
    await createSupport(store, () => 0).noteSentAtOnce(URL);
    const later = createSupport(store, () => 0);
    const homeserver = homeserverWith();
    homeserver.isClosed = true;
    for (const again of [false, true])
      await assert.rejects(later.require(aSession(homeserver), event, again), UnsupportedError);
    assert.deepEqual(homeserver.asked, []);
    assert.equal(await later.sendsAtOnce(URL), true);
    assert.equal(await later.sendsAtOnce("https://other.example"), false);
  });

  it("is void after that even if it cannot be stored", async () => {
    const store = memoryStore();
    store.most = 0;
    const support = createSupport(store, () => 0);
    await support.noteSentAtOnce(URL);
    await assert.rejects(support.require(aSession(homeserverWith()), event), /sent a delayed event at once/);
  });

  it("is void at every path of an origin that did so at one, and that is stored once", async () => {
    const store = memoryStore();
    const support = createSupport(store, () => 0);
    for (let path = 0; path < 9; path += 1) await support.noteSentAtOnce(`https://evil.example/${path}`);
    assert.equal(store.values.size, 1);
    assert.equal(await support.sendsAtOnce("https://evil.example"), true);
    assert.equal(await support.sendsAtOnce("https://evil.example:8448"), false);
  });

  it("counts as missing for a minute after a refusal because delayed events are off", async () => {
    const clock = { now: 0 };
    const support = createSupport(memoryStore(), () => clock.now);
    assert.equal(await support.canSchedule(aSession(homeserverWith())), true);
    support.noteOff(URL);
    assert.equal(await support.canSchedule(aSession(homeserverWith())), false);
    clock.now = 60_001;
    assert.equal(await support.canSchedule(aSession(homeserverWith())), true);
    // And no longer than that if the clock is set back by a day.
    support.noteOff(URL);
    clock.now = -86_400_000;
    assert.equal(await support.canSchedule(aSession(homeserverWith())), true);
  });
});
