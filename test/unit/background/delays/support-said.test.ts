import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { createSupport, UnsupportedError } from "../../../../src/background/delays/support.ts";
import type { DelayedSend } from "../../../../src/delayed-events/delayed-event.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ALL, homeserverWith, NONE } from "./homeserver-with.ts";

const URL = "https://hs.example";
const event: DelayedSend = { type: "t", content: {}, delay: 1 };

/** What is known of a homeserver that was asked ahead, and a clock for it. */
async function askedAhead() {
  const clock = { now: 1_000_000 };
  const support = createSupport(memoryStore(), () => clock.now);
  const homeserver = homeserverWith();
  const session = aSession(homeserver);
  await support.prepare(session);
  return { clock, support, homeserver, session };
}

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
