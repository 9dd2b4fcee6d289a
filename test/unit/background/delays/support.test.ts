import assert from "node:assert/strict";
import { createSupport, UnsupportedError } from "../../../../src/background/delays/support.ts";
import type { Support } from "../../../../src/background/homeserver/account.ts";
import type { DelayedSend } from "../../../../src/delayed-events/delayed-event.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";

const URL = "https://hs.example";
const guest = { account: { userId: "@1:x", isGuest: true } };
const event: DelayedSend = { type: "t", content: {}, delay: 1 };
const ALL: Support = { unstable: true, stable: true, stickyEvents: true };

/** A homeserver that says it supports this; `asked` is what it was asked. */
function homeserverWith(said: Partial<Support> = {}, letsGuests = true) {
  const asked: string[] = [];
  return {
    asked,
    async supports() {
      asked.push("versions");
      return { ...ALL, ...said };
    },
    async letsGuestsUpdate() {
      asked.push("guests");
      return letsGuests;
    },
  };
}

describe("what a homeserver supports", () => {
  it("is asked each time: it may have been replaced by one that would send at once", async () => {
    const support = createSupport(memoryStore(), () => 0);
    const homeserver = homeserverWith();
    await support.require(aSession(homeserver), event);
    await support.require(aSession(homeserver), event);
    assert.deepEqual(homeserver.asked, ["versions", "versions"]);
  });

  it("is enough with the proposal's paths, or with those to come", async () => {
    const support = createSupport(memoryStore(), () => 0);
    for (const said of [{ stable: false }, { unstable: false }])
      assert.deepEqual(await support.require(aSession(homeserverWith(said)), event), { ...ALL, ...said });
  });

  it("is not enough without either, whoever asks", async () => {
    const support = createSupport(memoryStore(), () => 0);
    const neither = homeserverWith({ unstable: false, stable: false });
    await assert.rejects(support.require(aSession(neither), event), UnsupportedError);
  });

  it("is not enough for a sticky event where it has none", async () => {
    const support = createSupport(memoryStore(), () => 0);
    const sticky = { ...event, stickyDuration: 1 };
    await assert.rejects(
      support.require(aSession(homeserverWith({ stickyEvents: false })), sticky),
      /sticky events/,
    );
    await support.require(aSession(homeserverWith({ stickyEvents: false })), event);
  });

  it("is not enough for guests whom it does not let restart, and is asked for that once", async () => {
    const support = createSupport(memoryStore(), () => 0);
    const strict = homeserverWith({}, false);
    for (let times = 0; times < 2; times += 1)
      await assert.rejects(support.require(aSession(strict, guest), event), /guests/);
    assert.deepEqual(strict.asked, ["versions", "guests", "versions"]);
    await createSupport(memoryStore(), () => 0).require(aSession(homeserverWith(), guest), event);
  });

  it("is nothing once it has sent an event at once, and it is not asked again, by a later background either", async () => {
    const store = memoryStore();
    await createSupport(store, () => 0).noteSentAtOnce(URL);
    const later = createSupport(store, () => 0);
    const homeserver = homeserverWith();
    await assert.rejects(later.require(aSession(homeserver), event), UnsupportedError);
    assert.deepEqual(homeserver.asked, []);
    assert.equal(await later.sendsAtOnce(URL), true);
    assert.equal(await later.sendsAtOnce("https://other.example"), false);
  });

  it("is nothing at any path of an origin that has done so at one, which is remembered once", async () => {
    const store = memoryStore();
    const support = createSupport(store, () => 0);
    for (let path = 0; path < 9; path += 1) await support.noteSentAtOnce(`https://evil.example/${path}`);
    assert.equal(store.values.size, 1);
    assert.equal(await support.sendsAtOnce("https://evil.example"), true);
    assert.equal(await support.sendsAtOnce("https://evil.example:8448"), false);
  });

  it("is not what it says for a minute after it has refused because delayed events are off", async () => {
    const clock = { now: 0 };
    const support = createSupport(memoryStore(), () => clock.now);
    assert.equal(await support.canSchedule(aSession(homeserverWith())), true);
    support.noteOff(URL);
    assert.equal(await support.canSchedule(aSession(homeserverWith())), false);
    clock.now = 60_001;
    assert.equal(await support.canSchedule(aSession(homeserverWith())), true);
    // Nor for a day longer where the clock is set back.
    support.noteOff(URL);
    clock.now = -86_400_000;
    assert.equal(await support.canSchedule(aSession(homeserverWith())), true);
  });
});
