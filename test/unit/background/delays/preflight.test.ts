import assert from "node:assert/strict";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import { createPreflight } from "../../../../src/background/delays/preflight.ts";
import type { RoomFacts } from "../../../../src/delayed-events/blockers.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const POWERLESS: RoomFacts = { userId: "@alice:x", membership: { membership: "join" }, powerLevels: {} };
const POWERFUL: RoomFacts = { ...POWERLESS, powerLevels: { state_default: 0 } };

/** Preflight for one delay in the ledger; `asked` counts the requests about its room. */
async function preflightOf(facts: () => Promise<RoomFacts>) {
  const persistent = memoryStore();
  await persistent.set("delay 1", ledgerEntry());
  const ledger = createLedger({ persistent, inMemory: memoryStore() }, { now: () => 0, changed: () => {} });
  const clock = { now: 0 };
  let asked = 0;
  const roomFacts = () => {
    asked += 1;
    return facts();
  };
  const preflight = createPreflight(ledger, () => clock.now);
  return { session: aSession({ roomFacts }), preflight, ledger, clock, asked: () => asked };
}

describe("a blocker", () => {
  it("is stored for an event that the homeserver will drop", async () => {
    const { session, preflight, ledger } = await preflightOf(async () => POWERLESS);
    await preflight.check("1", session);
    assert.equal((await ledger.get("1"))?.blocker, "no-power");
  });

  it("is absent if nothing prevents the event", async () => {
    const { session, preflight, ledger } = await preflightOf(async () => POWERFUL);
    await preflight.check("1", session);
    assert.equal((await ledger.get("1"))?.blocker, undefined);
  });

  it("is looked up for each account and room separately", async () => {
    const { session, preflight, ledger, asked } = await preflightOf(async () => POWERFUL);
    await ledger.intend(ledgerEntry({ id: "2", roomId: "!other:x" }));
    const bob = { ...session, account: { userId: "@bob:x" } };
    const elsewhere = { ...session, baseUrl: "https://other.example" };
    for (const [id, as] of [
      ["1", session],
      ["1", bob],
      ["1", elsewhere],
      ["2", session],
      ["1", session],
    ] as const)
      await preflight.check(id, as);
    assert.equal(asked(), 4);
  });

  it("is looked up once for a call that keeps scheduling, and again after half a minute", async () => {
    const { session, preflight, clock, asked } = await preflightOf(async () => POWERFUL);
    for (const now of [0, 4_000, 29_999]) {
      clock.now = now;
      await preflight.check("1", session);
    }
    assert.equal(asked(), 1);
    clock.now = 30_000;
    await preflight.check("1", session);
    assert.equal(asked(), 2);
  });

  it("is looked up again when the clock was set back by more than that", async () => {
    const { session, preflight, clock, asked } = await preflightOf(async () => POWERFUL);
    clock.now = 86_400_000;
    await preflight.check("1", session);
    clock.now = 0;
    await preflight.check("1", session);
    assert.equal(asked(), 2);
  });

  it("is absent, and looked up again, if the homeserver did not describe the room", async () => {
    let works = false;
    const { session, preflight, ledger } = await preflightOf(async () => {
      if (!works) throw new Error("down");
      return POWERLESS;
    });
    await assert.rejects(preflight.check("1", session), /down/);
    assert.equal((await ledger.get("1"))?.blocker, undefined);
    works = true;
    await preflight.check("1", session);
    assert.equal((await ledger.get("1"))?.blocker, "no-power");
  });

  it("is not looked up for a delay that is not in the ledger", async () => {
    const { session, preflight, asked } = await preflightOf(async () => POWERLESS);
    await preflight.check("another", session);
    assert.equal(asked(), 0);
  });

  it("is not looked up for a delay that has ended meanwhile", async () => {
    const { session, preflight, ledger, asked } = await preflightOf(async () => POWERLESS);
    await ledger.record("1", { kind: "updated", action: "cancel", by: "widget", at: 0 });
    await preflight.check("1", session);
    assert.equal(asked(), 0);
  });
});
