import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { createSupport, UnsupportedError } from "../../../../src/background/delays/support.ts";
import type { Support } from "../../../../src/background/homeserver/account.ts";
import type { DelayedSend } from "../../../../src/delayed-events/delayed-event.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";

const URL = "https://hs.example";
const guest = { account: { userId: "@1:x", isGuest: true } };
const event: DelayedSend = { type: "t", content: {}, delay: 1 };
const ALL: Support = { unstable: true, stable: true, stickyEvents: true };

/** A homeserver that claims to support this; `asked` is what it was asked, and it may claim something else later. */
function homeserverWith(said: Partial<Support> = {}, letsGuests = true) {
  const asked: string[] = [];
  const now: Support = { ...ALL, ...said };
  return {
    asked,
    says: (other: Partial<Support>) => Object.assign(now, other),
    isClosed: false,
    schedulesClosed() {
      return this.isClosed;
    },
    async supports() {
      asked.push("versions");
      return { ...now };
    },
    longest: undefined as number | undefined,
    async longestDelay() {
      return this.longest;
    },
    async letsGuestsUpdate() {
      asked.push("guests");
      return letsGuests;
    },
  };
}

/** What is known of a homeserver that was asked ahead, and a clock for it. */
async function askedAhead() {
  const clock = { now: 1_000_000 };
  const support = createSupport(memoryStore(), () => clock.now);
  const homeserver = homeserverWith();
  const session = aSession(homeserver);
  await support.prepare(session);
  return { clock, support, homeserver, session };
}
const NONE = { unstable: false, stable: false };

describe("a homeserver's word that it supports delayed events", () => {
  afterEach(() => mock.restoreAll());

  it("is good for an event within 10 s, without another question", async () => {
    const { clock, support, homeserver, session } = await askedAhead();
    clock.now += 9_999;
    assert.deepEqual(await support.require(session, event), { said: ALL, isNew: false });
    assert.deepEqual(homeserver.asked, ["versions"]);
  });

  it("is asked for again after 10 s, and none is scheduled where it supports them no longer", async () => {
    const { clock, support, homeserver, session } = await askedAhead();
    homeserver.says(NONE);
    clock.now += 10_000;
    await assert.rejects(support.require(session, event), UnsupportedError);
    assert.deepEqual(homeserver.asked, ["versions", "versions"]);
  });

  it("is asked for again after 10 s by either clock, since one can be set back and one stands still in sleep", async () => {
    const { support, homeserver, session } = await askedAhead();
    const since = performance.now();
    mock.method(performance, "now", () => since + 10_000);
    homeserver.says(NONE);
    await assert.rejects(support.require(session, event), UnsupportedError);
  });

  it("is asked for again after anything failed there, but not for what failed elsewhere", async () => {
    const { support, homeserver, session } = await askedAhead();
    support.doubt("https://hs.example/under");
    support.doubt("https://other.example");
    await support.require(session, event);
    assert.deepEqual(homeserver.asked, ["versions"]);
    homeserver.says(NONE);
    support.doubt(URL);
    await assert.rejects(support.require(session, event), UnsupportedError);
  });

  it("is no more than its last one: a no counts at once, whoever asked", async () => {
    const { support, homeserver, session } = await askedAhead();
    homeserver.says(NONE);
    assert.equal(await support.canSchedule(session), false);
    await assert.rejects(support.require(session, event), UnsupportedError);
  });

  it("is asked for again by a worker that was started since", async () => {
    const { homeserver, session } = await askedAhead();
    homeserver.says(NONE);
    await assert.rejects(createSupport(memoryStore(), () => 1_000_000).require(session, event));
  });

  it("is asked for again for another account, and where it must be new", async () => {
    const { support, homeserver, session } = await askedAhead();
    await support.require({ ...session, account: { userId: "@bob:x" } }, event);
    assert.deepEqual(await support.require(session, event, true), { said: ALL, isNew: true });
    assert.deepEqual(homeserver.asked, ["versions", "versions", "versions"]);
  });

  it("is waited for if the question is under way", async () => {
    const support = createSupport(memoryStore(), () => 0);
    const homeserver = homeserverWith();
    const session = aSession(homeserver);
    const ahead = support.prepare(session);
    await turn();
    await support.require(session, event);
    await ahead;
    assert.deepEqual(homeserver.asked, ["versions"]);
  });

  it("does not count if something failed while it was asked", async () => {
    const support = createSupport(memoryStore(), () => 0);
    const homeserver = homeserverWith();
    const ahead = support.prepare(aSession(homeserver));
    await turn();
    support.doubt(URL);
    await ahead;
    await support.require(aSession(homeserver), event);
    assert.deepEqual(homeserver.asked, ["versions", "versions"]);
  });

  it("is a no for this once: it may be upgraded, and is asked again for the next event", async () => {
    const support = createSupport(memoryStore(), () => 0);
    const homeserver = homeserverWith(NONE);
    await support.prepare(aSession(homeserver));
    homeserver.says(ALL);
    assert.equal((await support.require(aSession(homeserver), event)).isNew, true);
  });

  it("is missed by nobody who asks ahead, and asked for again when it matters", async () => {
    const support = createSupport(memoryStore(), () => 0);
    let isDown = true;
    const supports = async () => {
      if (isDown) throw new Error("no answer");
      return ALL;
    };
    const session = aSession({ ...homeserverWith(), supports });
    await support.prepare(session);
    await assert.rejects(support.require(session, event), /no answer/);
    isDown = false;
    assert.deepEqual(await support.require(session, event), { said: ALL, isNew: true });
  });

  it("is not needed where it is known to schedule in a way that others refuse, but for sticky events", async () => {
    const { support, homeserver, session } = await askedAhead();
    homeserver.isClosed = true;
    homeserver.asked.splice(0);
    await support.prepare(session);
    assert.deepEqual(await support.require(session, event), { said: undefined, isNew: false });
    assert.deepEqual(homeserver.asked, []);
    support.doubt(URL);
    await support.require(session, { ...event, stickyDuration: 1 });
    assert.deepEqual(homeserver.asked, ["versions"]);
  });
});

describe("a homeserver's support", () => {
  it("is enough with the proposal's paths, or with the stable ones", async () => {
    const support = createSupport(memoryStore(), () => 0);
    for (const said of [{ stable: false }, { unstable: false }])
      assert.deepEqual((await support.require(aSession(homeserverWith(said)), event, true)).said, {
        ...ALL,
        ...said,
      });
  });

  it("is not enough without either, whoever asks", async () => {
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

  it("is not enough for guests who may not restart, which is asked once", async () => {
    const support = createSupport(memoryStore(), () => 0);
    const strict = homeserverWith({}, false);
    for (let times = 0; times < 2; times += 1)
      await assert.rejects(support.require(aSession(strict, guest), event), /guests/);
    assert.deepEqual(strict.asked, ["versions", "guests"]);
    await createSupport(memoryStore(), () => 0).require(aSession(homeserverWith(), guest), event);
  });

  it("is not enough where restarts reach nobody, but for guests, who are asked about otherwise", async () => {
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

  it("is asked for together with that ahead, and nothing is asked about restarts where it schedules nothing", async () => {
    const asked: string[] = [];
    const support = createSupport(memoryStore(), () => 0, {
      getThrough: async () => !!asked.push("restarts"),
    });
    await support.prepare(aSession(homeserverWith(NONE)));
    assert.deepEqual(asked, []);
    await support.prepare(aSession(homeserverWith()));
    assert.deepEqual(asked, ["restarts"]);
  });

  it("is none if the longest delay that it allows is 0, whatever its flags say", async () => {
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
    await later.prepare(aSession(homeserver));
    homeserver.isClosed = true;
    for (const anew of [false, true])
      await assert.rejects(later.require(aSession(homeserver), event, anew), UnsupportedError);
    assert.deepEqual(homeserver.asked, []);
    assert.equal(await later.sendsAtOnce(URL), true);
    assert.equal(await later.sendsAtOnce("https://other.example"), false);
  });

  it("is void at every path of an origin that did so at one, which is remembered once", async () => {
    const store = memoryStore();
    const support = createSupport(store, () => 0);
    for (let path = 0; path < 9; path += 1) await support.noteSentAtOnce(`https://evil.example/${path}`);
    assert.equal(store.values.size, 1);
    assert.equal(await support.sendsAtOnce("https://evil.example"), true);
    assert.equal(await support.sendsAtOnce("https://evil.example:8448"), false);
  });

  it("is not believed for a minute after a refusal because delayed events are off", async () => {
    const clock = { now: 0 };
    const support = createSupport(memoryStore(), () => clock.now);
    assert.equal(await support.canSchedule(aSession(homeserverWith())), true);
    support.noteOff(URL);
    assert.equal(await support.canSchedule(aSession(homeserverWith())), false);
    clock.now = 60_001;
    assert.equal(await support.canSchedule(aSession(homeserverWith())), true);
    // Nor for a day longer if the clock is set back.
    support.noteOff(URL);
    clock.now = -86_400_000;
    assert.equal(await support.canSchedule(aSession(homeserverWith())), true);
  });
});
