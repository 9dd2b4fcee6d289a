import assert from "node:assert/strict";
import { ConnectionError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createCaretaker } from "../../../../src/background/delays/caretaker.ts";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { NoTurnError } from "../../../../src/background/delays/limits.ts";
import type { Session } from "../../../../src/background/sessions/session.ts";
import type { DelayEvent } from "../../../../src/delayed-events/delay.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const session = aSession();

/** A caretaker with these entries in its ledger. `asked` is what it did, `alarms` what it set its clock to. */
async function caretakerOf(...entries: LedgerEntry[]) {
  const world = {
    now: 0,
    session: session as Session | undefined,
    isReached: true,
    became: async (_id: string): Promise<DelayEvent | undefined> => undefined,
    withdrawn: async (): Promise<string[] | undefined> => [],
  };
  const asked: string[] = [];
  const alarms: number[] = [];
  const lasting = memoryStore();
  for (const entry of entries) await lasting.set(`delay ${entry.id}`, entry);
  const ledger = createLedger(
    { lasting, fleeting: memoryStore() },
    { now: () => world.now, changed: () => {} },
  );
  const caretaker = createCaretaker({
    ledger,
    sessions: {
      async ofAccount() {
        if (!world.isReached) throw new ConnectionError("down");
        return world.session;
      },
    } as never,
    leftovers: {
      withdraw: (_: Session, { id }: LedgerEntry) => {
        asked.push(`withdraw ${id}`);
        return world.withdrawn();
      },
    } as never,
    outcomes: {
      of: ({ id }: LedgerEntry) => {
        asked.push(`outcome ${id}`);
        return world.became(id);
      },
    } as never,
    sendNow: {
      async resendNow({ id }: LedgerEntry) {
        asked.push(`resend ${id}`);
        await ledger.record(id, { kind: "found", at: world.now, anew: true });
      },
    } as never,
    setAlarm: (at) => alarms.push(at),
    now: () => world.now,
  });
  const tickAt = (now: number) => {
    world.now = now;
    return caretaker.tick();
  };
  return { world, asked, alarms, ledger, caretaker, tickAt };
}

describe("the caretaker", () => {
  it("asks nothing before a delay's time, and sets its clock for shortly after", async () => {
    const { asked, alarms, tickAt } = await caretakerOf(ledgerEntry({ dueAt: 8_000 }));
    await tickAt(7_999);
    assert.deepEqual([asked, alarms], [[], [10_000]]);
  });

  it("looks after a delay in its own time when the clock was set back by a day, and not a day later", async () => {
    const DAY = 86_400_000;
    const times = { intendedAt: DAY, scheduledAt: DAY, dueAt: DAY + 8_000 };
    const { asked, alarms, ledger, tickAt } = await caretakerOf(ledgerEntry(times));
    await tickAt(1_000);
    assert.deepEqual([asked, alarms], [[], [11_000]]);
    assert.equal((await ledger.get("1"))?.dueAt, 9_000);
    // Not moved on and on: it is written down.
    await tickAt(6_000);
    assert.equal((await ledger.get("1"))?.dueAt, 9_000);
    await tickAt(11_000);
    assert.deepEqual(asked, ["outcome 1"]);
  });

  it("does not wait for a day for a homeserver that wanted some seconds, when the clock was set back meanwhile", async () => {
    const DAY = 86_400_000;
    const times = { intendedAt: DAY, scheduledAt: DAY, dueAt: DAY };
    const { world, alarms, tickAt, caretaker } = await caretakerOf(ledgerEntry(times));
    world.became = () => Promise.reject(new NoTurnError(20_000));
    await tickAt(DAY + 2_000);
    assert.equal(alarms.at(-1), DAY + 22_000);
    world.now = 1_000;
    await caretaker.rearm();
    assert.ok((alarms.at(-1) ?? 0) < DAY + 2_001);
  });

  it("sets its clock again where it has rung a moment too early", async () => {
    const { alarms, tickAt } = await caretakerOf(ledgerEntry({ dueAt: 8_000 }));
    await tickAt(0);
    await tickAt(9_999);
    assert.deepEqual(alarms, [10_000, 10_000]);
  });

  it("asks what became of it then, and never again once it is known", async () => {
    const { world, asked, ledger, tickAt } = await caretakerOf(ledgerEntry());
    world.became = async () => ({ kind: "found", at: 8_050 });
    await tickAt(10_000);
    await tickAt(1_000_000);
    assert.deepEqual([asked, (await ledger.get("1"))?.state], [["outcome 1"], "sent"]);
  });

  it("asks three times in all where the homeserver cannot say, further and further apart", async () => {
    const { asked, tickAt } = await caretakerOf(ledgerEntry());
    const times = [];
    for (let now = 10_000; now < 3_600_000; now += 1_000) {
      const before = asked.length;
      await tickAt(now);
      if (asked.length > before) times.push(now);
    }
    assert.deepEqual(times, [10_000, 40_000, 340_000]);
  });

  it("does not count a look that did not reach the homeserver, and looks again in seconds", async () => {
    const { world, asked, ledger, tickAt } = await caretakerOf(ledgerEntry());
    world.became = () => Promise.reject(new ConnectionError("down"));
    await tickAt(10_000);
    await tickAt(12_999);
    assert.equal(asked.length, 1);
    world.became = async () => ({ kind: "found", at: 8_050 });
    await tickAt(13_000);
    assert.deepEqual([asked.length, (await ledger.get("1"))?.state], [2, "sent"]);
  });

  it("passes over one whose homeserver wants to be left alone, for as long, and looks after the others", async () => {
    const { world, asked, alarms, ledger, tickAt } = await caretakerOf(
      ledgerEntry(),
      ledgerEntry({ id: "2" }),
    );
    world.became = async (id) => {
      if (id === "1") throw new NoTurnError(60_000);
      return { kind: "found", at: 8_050 };
    };
    await tickAt(10_000);
    assert.deepEqual([asked, alarms], [["outcome 1", "outcome 2"], [70_000]]);
    assert.equal((await ledger.get("1"))?.looks, undefined);
    await tickAt(70_000);
    assert.equal(asked.at(-1), "outcome 1");
  });

  it("asks nothing for an account without a session, and asks when it has one", async () => {
    const { world, asked, tickAt } = await caretakerOf(ledgerEntry());
    world.session = undefined;
    for (const now of [10_000, 40_000, 340_000, 900_000]) await tickAt(now);
    assert.deepEqual(asked, []);
    world.session = session;
    await tickAt(5_000_000);
    assert.deepEqual(asked, ["outcome 1"]);
  });

  it("sets no clock for it before it has one, whatever else happens", async () => {
    const { world, alarms, caretaker, tickAt } = await caretakerOf(ledgerEntry());
    world.session = undefined;
    await tickAt(10_000);
    world.now = 20_000;
    await caretaker.rearm();
    assert.deepEqual(alarms, []);
  });

  it("looks again in seconds where it cannot be found out whose session there is", async () => {
    const { world, asked, alarms, ledger, tickAt } = await caretakerOf(ledgerEntry());
    world.isReached = false;
    await tickAt(10_000);
    assert.deepEqual([asked, alarms], [[], [13_000]]);
    const { looks, unreached } = (await ledger.get("1")) ?? {};
    assert.deepEqual([looks, unreached], [undefined, 1]);
    world.isReached = true;
    await tickAt(13_000);
    assert.deepEqual(asked, ["outcome 1"]);
  });

  it("looks soon after what is due at once, and does not wait for the time at which it was due", async () => {
    const { world, asked, alarms, ledger, caretaker, tickAt } = await caretakerOf(
      ledgerEntry({ delay: 10_800_000, dueAt: 10_800_000 }),
    );
    await tickAt(0);
    world.now = 5_000;
    await ledger.record("1", { kind: "missing", at: 5_000 });
    await caretaker.rearm();
    assert.deepEqual(alarms, [10_802_000, 10_000]);
    await tickAt(10_000);
    assert.deepEqual(asked, ["outcome 1"]);
  });

  it("cancels what a background took up before it died, and says that it was cancelled by Postdate", async () => {
    const { world, ledger, tickAt } = await caretakerOf(ledgerEntry({ state: "intended" }));
    world.withdrawn = async () => ["d1"];
    await tickAt(11_999);
    assert.equal((await ledger.get("1"))?.state, "intended");
    await tickAt(12_000);
    const { state, by, delayId } = (await ledger.get("1")) ?? {};
    assert.deepEqual([state, by, delayId], ["cancelled", "postdate", "d1"]);
  });

  it("does not say of that what nobody knows, where the homeserver has nothing of it", async () => {
    const { ledger, tickAt } = await caretakerOf(ledgerEntry({ state: "intended" }));
    await tickAt(12_000);
    assert.equal((await ledger.get("1"))?.state, "unknown");
  });

  it("withdraws twins once, and leaves the delay itself pending", async () => {
    const { world, asked, ledger, tickAt } = await caretakerOf(ledgerEntry({ mayHaveTwins: true }));
    world.withdrawn = async () => ["twin"];
    await tickAt(1_000);
    await tickAt(2_000);
    const { state, delayId } = (await ledger.get("1")) ?? {};
    assert.deepEqual([asked, state, delayId], [["withdraw 1"], "pending", "d1"]);
  });

  it("sends what is owed when its time has come, and asks nothing of it before", async () => {
    const resend = { transactionId: "t", notBefore: 20_000 };
    const owed = ledgerEntry({ state: "came-to-nothing", endedAt: 9_000, resend });
    const { asked, ledger, tickAt } = await caretakerOf(owed);
    await tickAt(19_999);
    assert.deepEqual(asked, []);
    await tickAt(20_000);
    const { state, anew } = (await ledger.get("1")) ?? {};
    assert.deepEqual([asked, state, anew], [["resend 1"], "sent", true]);
  });

  it("looks after the others where one of them fails", async () => {
    const { world, asked, tickAt } = await caretakerOf(ledgerEntry(), ledgerEntry({ id: "2" }));
    world.became = () => Promise.reject(new Error("nonsense"));
    await tickAt(10_000);
    assert.deepEqual(asked, ["outcome 1", "outcome 2"]);
  });

  it("does not set its clock anew with every restart, as ringing too early does no harm", async () => {
    const { alarms, ledger, caretaker, world } = await caretakerOf(ledgerEntry());
    await caretaker.rearm();
    for (const at of [1_000, 2_000, 3_000]) {
      world.now = at;
      await ledger.record("1", { kind: "updated", action: "restart", by: "widget", at });
      await caretaker.rearm();
    }
    assert.deepEqual(alarms, [10_000]);
  });

  it("sets no clock where there is nothing to look after", async () => {
    const { alarms, tickAt } = await caretakerOf(ledgerEntry({ state: "sent", endedAt: 1 }));
    await tickAt(0);
    assert.deepEqual(alarms, []);
  });
});
