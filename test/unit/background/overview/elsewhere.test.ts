import assert from "node:assert/strict";
import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { createListings } from "../../../../src/background/delays/listings.ts";
import { createRateLimit, limitedOf } from "../../../../src/background/delays/rate-limit.ts";
import { createUnclaimed } from "../../../../src/background/delays/unclaimed.ts";
import type { PendingEvent } from "../../../../src/background/homeserver/listed.ts";
import { createElsewhere } from "../../../../src/background/overview/elsewhere.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";

const listedEvent = (change: Partial<PendingEvent> = {}): PendingEvent => ({
  delayId: "syd_elsewhere",
  roomId: "!r:x",
  type: "m.room.message",
  content: { body: "Lunch?" },
  delay: 60_000,
  since: 500,
  ...change,
});

/** A homeserver's list beside a ledger with these entries; `asked` counts the requests. */
async function given(list: PendingEvent[] | Error | undefined, entries: LedgerEntry[] = []) {
  let asked = 0;
  let clock = 1_000;
  const now = () => clock;
  const stores = { persistent: memoryStore(), inMemory: memoryStore() };
  for (const entry of entries)
    await stores[entry.partition === "private" ? "inMemory" : "persistent"].set(`delay ${entry.id}`, entry);
  const ledger = createLedger(stores, { now, changed: () => {} });
  const limits = createRateLimit(now);
  const session = aSession({
    async pendingEvents() {
      asked += 1;
      if (list instanceof Error) throw list;
      return list;
    },
  });
  const unclaimed = createUnclaimed({ ledger, limits, now });
  const listings = createListings({ limits, now });
  const roomName = async () => "Standup";
  const elsewhere = createElsewhere({ ledger, unclaimed, listings, limits, roomName, now });
  return {
    elsewhere,
    ledger,
    limits,
    session,
    seen: async () => (await elsewhere.seenBy([session])).delays,
    later(ms: number) {
      clock += ms;
    },
    asked: () => asked,
  };
}

describe("a delay that was scheduled elsewhere", () => {
  it("is one that the homeserver lists and the ledger does not have, without its delay_id", async () => {
    const known = listedEvent({ delayId: "d1" });
    const { seen } = await given([known, listedEvent()], [ledgerEntry({ delayId: "d1" })]);
    const [delay, ...others] = await seen();
    assert.deepEqual(others, []);
    assert.deepEqual(
      [delay?.elsewhere, delay?.purpose, delay?.excerpt, delay?.room.name, delay?.dueAt, delay?.hasSession],
      [true, "message", "Lunch?", "Standup", 60_500, true],
    );
    assert.doesNotMatch(JSON.stringify(delay), /syd_elsewhere/);
  });

  it("is not one in a private window's ledger, whichever window asks", async () => {
    const entry = ledgerEntry({ partition: "private", delayId: "syd_elsewhere" });
    const { seen } = await given([listedEvent()], [entry]);
    assert.deepEqual(await seen(), []);
  });

  it("is not one that is being scheduled here at this moment", async () => {
    const { stateKey: _, delayId: __, ...entry } = ledgerEntry({ state: "intended", intendedAt: 900 });
    const event = { type: "m.room.message", content: { body: "Lunch?" }, delay: 60_000 };
    const { seen } = await given([listedEvent()], [{ ...entry, ...event }]);
    assert.deepEqual(await seen(), []);
  });

  it("is looked up once per account and opening, and again only some seconds later", async () => {
    const { elsewhere, session, asked, later } = await given([listedEvent()]);
    const ids = async () => (await elsewhere.seenBy([session, session])).delays.map(({ id }) => id);
    const first = await ids();
    assert.deepEqual([first.length, asked()], [1, 1]);
    assert.deepEqual([await ids(), asked()], [first, 1]);
    later(10_000);
    // It keeps the id that pages use for it.
    assert.deepEqual([await ids(), asked()], [first, 2]);
  });

  it("costs a request of the rate limit, and is unknown while restarts need the rest", async () => {
    const { elsewhere, seen, limits, session, asked } = await given([listedEvent()]);
    const account = limitedOf(session);
    limits.take(account);
    limits.take(account);
    assert.deepEqual(await elsewhere.seenBy([session]), { delays: [], failed: true });
    assert.equal(asked(), 0);
    limits.refund(account);
    assert.equal((await seen()).length, 1);
    assert.ok(limits.wait(account) > 0, "the request was not counted");
  });

  it("is unknown while the homeserver limits requests", async () => {
    const limited = new MatrixError({ errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 90_000 }, 429);
    const { elsewhere, limits, session, later, asked } = await given(limited);
    assert.deepEqual(await elsewhere.seenBy([session]), { delays: [], failed: true });
    later(60_000);
    assert.deepEqual(await elsewhere.seenBy([session]), { delays: [], failed: true });
    assert.equal(asked(), 1);
    assert.ok(limits.wait(limitedOf(session)) > 0);
  });

  it("is absent if the homeserver has no list, and unknown if the homeserver does not answer", async () => {
    const without = await given(undefined);
    assert.deepEqual(await without.elsewhere.seenBy([without.session]), { delays: [], failed: false });
    const silent = await given(new Error("Failed to fetch"));
    assert.deepEqual(await silent.elsewhere.seenBy([silent.session]), { delays: [], failed: true });
  });

  it("are added to the ledger under the same id once the user acts on them", async () => {
    const { elsewhere, ledger, seen } = await given([listedEvent()]);
    const [{ id = "" } = {}] = await seen();
    const entry = await elsewhere.adopt(id);
    assert.deepEqual([entry?.id, entry?.delayId, entry?.elsewhere], [id, "syd_elsewhere", true]);
    assert.deepEqual([entry?.state, entry?.dueAt, entry?.content], ["pending", 60_500, { body: "Lunch?" }]);
    assert.deepEqual(await ledger.get(id), entry);
    assert.deepEqual(await seen(), [], "it is listed twice");
    assert.deepEqual(await elsewhere.some([id]), []);
  });

  it("is the widget's if a widget uses it first", async () => {
    const { elsewhere, ledger, seen } = await given([listedEvent()]);
    const [{ id = "" } = {}] = await seen();
    const { state: _, delayId: __, ...intent } = ledgerEntry({ id: "widget's" });
    await ledger.adopt(intent, "syd_elsewhere", 500);
    assert.equal((await elsewhere.adopt(id))?.id, "widget's");
    assert.equal(await ledger.get(id), undefined);
  });

  it("cannot be acted on under an unknown id, or after the private windows were closed", async () => {
    const { elsewhere, seen } = await given([listedEvent()]);
    assert.equal(await elsewhere.adopt("nobody"), undefined);
    const [{ id = "" } = {}] = await seen();
    await elsewhere.forgetPartition("private");
    assert.deepEqual(elsewhere.details(id), { content: { body: "Lunch?" } });
    await elsewhere.forgetPartition("default");
    assert.equal(await elsewhere.adopt(id), undefined);
    assert.equal(elsewhere.details(id), undefined);
  });
});
