import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { ConnectionError, HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { NoSlotError } from "../../../../src/background/delays/rate-limit.ts";
import { createReconciler } from "../../../../src/background/delays/reconciler.ts";
import { WebPageError } from "../../../../src/background/homeserver/request-errors.ts";
import type { Session } from "../../../../src/background/sessions/session.ts";
import type { DelayEvent } from "../../../../src/delayed-events/delay.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const session = aSession();

/** A reconciler with these entries in its ledger; `asked` are its actions, `alarms` the times it set its alarm to. */
async function reconcilerOf(...entries: LedgerEntry[]) {
  const partition = {
    now: 0,
    session: session as Session | undefined,
    isReached: true,
    became: async (_id: string): Promise<DelayEvent | undefined> => undefined,
    blocker: undefined as LedgerEntry["blocker"],
    withdrawn: async (): Promise<string[] | undefined> => [],
  };
  const asked: string[] = [];
  const alarms: number[] = [];
  const told: string[] = [];
  const persistent = memoryStore();
  for (const entry of entries) await persistent.set(`delay ${entry.id}`, entry);
  const ledger = createLedger(
    { persistent, inMemory: memoryStore() },
    { now: () => partition.now, changed: () => {} },
  );
  const reconciler = createReconciler({
    ledger,
    sessions: {
      async ofAccount() {
        if (!partition.isReached) throw new ConnectionError("down");
        return partition.session;
      },
    } as never,
    unclaimed: {
      withdraw: (_: Session, { id }: LedgerEntry) => {
        asked.push(`withdraw ${id}`);
        return partition.withdrawn();
      },
    } as never,
    outcomes: {
      of: ({ id }: LedgerEntry) => {
        asked.push(`outcome ${id}`);
        return partition.became(id);
      },
    } as never,
    preflight: {
      async check(id: string) {
        asked.push(`blocker ${id}`);
        await turn();
        const { content } = (await ledger.get(id)) ?? {};
        if (content && partition.blocker) await ledger.note(id, { blocker: partition.blocker });
      },
    },
    sendNow: {
      async resendNow({ id }: LedgerEntry) {
        asked.push(`resend ${id}`);
        await ledger.record(id, { kind: "found", at: partition.now, resent: true });
      },
    } as never,
    setAlarm: (at) => alarms.push(at),
    wasSent: async ({ id }, _, at) => void told.push(`${id} at ${at}`),
    now: () => partition.now,
  });
  const tickAt = (now: number) => {
    partition.now = now;
    return reconciler.tick();
  };
  return { partition, asked, alarms, told, ledger, reconciler, tickAt };
}

describe("the reconciler", () => {
  it("makes no request before a delay is due, and sets its alarm for shortly after", async () => {
    const { asked, alarms, tickAt } = await reconcilerOf(ledgerEntry({ dueAt: 8_000 }));
    await tickAt(7_999);
    assert.deepEqual([asked, alarms], [[], [10_000]]);
  });

  it("checks a delay on time, not a day later, when the clock was set back by a day", async () => {
    const DAY = 86_400_000;
    const times = { intendedAt: DAY, scheduledAt: DAY, dueAt: DAY + 8_000 };
    const { asked, alarms, ledger, tickAt } = await reconcilerOf(ledgerEntry(times));
    await tickAt(1_000);
    assert.deepEqual([asked, alarms], [[], [11_000]]);
    assert.equal((await ledger.get("1"))?.dueAt, 9_000);
    // Not postponed for ever, because the time is stored.
    await tickAt(6_000);
    assert.equal((await ledger.get("1"))?.dueAt, 9_000);
    await tickAt(11_000);
    assert.deepEqual(asked, ["outcome 1"]);
  });

  it("does not wait a day for a homeserver that asked for seconds when the clock was set back meanwhile", async () => {
    const DAY = 86_400_000;
    const times = { intendedAt: DAY, scheduledAt: DAY, dueAt: DAY };
    const { partition, alarms, tickAt, reconciler } = await reconcilerOf(ledgerEntry(times));
    partition.became = () => Promise.reject(new NoSlotError(20_000));
    await tickAt(DAY + 2_000);
    assert.equal(alarms.at(-1), DAY + 22_000);
    partition.now = 1_000;
    await reconciler.rearm();
    assert.ok((alarms.at(-1) ?? 0) < DAY + 2_001);
  });

  it("sets its alarm again if it fired a moment too early", async () => {
    const { alarms, tickAt } = await reconcilerOf(ledgerEntry({ dueAt: 8_000 }));
    await tickAt(0);
    await tickAt(9_999);
    assert.deepEqual(alarms, [10_000, 10_000]);
  });

  it("asks for the outcome when a delay is due, and never again once it is known", async () => {
    const { partition, asked, ledger, tickAt } = await reconcilerOf(ledgerEntry());
    partition.became = async () => ({ kind: "found", at: 8_050 });
    await tickAt(10_000);
    await tickAt(1_000_000);
    assert.deepEqual([asked, (await ledger.get("1"))?.state], [["outcome 1"], "sent"]);
  });

  it("reports an event that the homeserver has sent once, and no other", async () => {
    const { partition, told, tickAt } = await reconcilerOf(ledgerEntry(), ledgerEntry({ id: "2" }));
    partition.became = async (id) =>
      id === "1" ? { kind: "found", at: 8_100 } : { kind: "overruled", at: 8_100 };
    await tickAt(10_000);
    await tickAt(100_000);
    assert.deepEqual(told, ["1 at 8100"]);
  });

  it("looks for the cause before it forgets the content, if the homeserver does not say why an event was dropped", async () => {
    const { partition, asked, ledger, tickAt } = await reconcilerOf(ledgerEntry());
    partition.became = async () => ({ kind: "nowhere", at: 8_050 });
    partition.blocker = "not-canonical";
    await tickAt(10_000);
    const { state, blocker } = (await ledger.get("1")) ?? {};
    assert.deepEqual([asked, state, blocker], [["outcome 1", "blocker 1"], "dropped", "not-canonical"]);
  });

  it("does not look for a cause if the homeserver names it, or has sent the event", async () => {
    for (const became of [
      { kind: "nowhere", at: 8_050, error: "M_FORBIDDEN" },
      { kind: "found", at: 8_050 },
    ] as const) {
      const { partition, asked, tickAt } = await reconcilerOf(ledgerEntry());
      partition.became = async () => became;
      await tickAt(10_000);
      assert.deepEqual(asked, ["outcome 1"]);
    }
  });

  it("asks three times, at growing intervals, if the homeserver cannot say", async () => {
    const { asked, tickAt } = await reconcilerOf(ledgerEntry());
    const times = [];
    for (let now = 10_000; now < 3_600_000; now += 1_000) {
      const before = asked.length;
      await tickAt(now);
      if (asked.length > before) times.push(now);
    }
    assert.deepEqual(times, [10_000, 40_000, 340_000]);
  });

  it("does not count a check that did not reach the homeserver, and repeats it within seconds", async () => {
    const { partition, asked, ledger, tickAt } = await reconcilerOf(ledgerEntry());
    partition.became = () => Promise.reject(new ConnectionError("down"));
    await tickAt(10_000);
    await tickAt(12_999);
    assert.equal(asked.length, 1);
    partition.became = async () => ({ kind: "found", at: 8_050 });
    await tickAt(13_000);
    assert.deepEqual([asked.length, (await ledger.get("1"))?.state], [2, "sent"]);
  });

  it("skips a delay while its homeserver is rate-limiting, and checks the others", async () => {
    const { partition, asked, alarms, ledger, tickAt } = await reconcilerOf(
      ledgerEntry(),
      ledgerEntry({ id: "2" }),
    );
    partition.became = async (id) => {
      if (id === "1") throw new NoSlotError(60_000);
      return { kind: "found", at: 8_050 };
    };
    await tickAt(10_000);
    assert.deepEqual([asked, alarms], [["outcome 1", "outcome 2"], [70_000]]);
    assert.equal((await ledger.get("1"))?.checks, undefined);
    await tickAt(70_000);
    assert.equal(asked.at(-1), "outcome 1");
  });

  it("makes no request for an account without a session until it has one", async () => {
    const { partition, asked, tickAt } = await reconcilerOf(ledgerEntry());
    partition.session = undefined;
    for (const now of [10_000, 40_000, 340_000, 900_000]) await tickAt(now);
    assert.deepEqual(asked, []);
    partition.session = session;
    await tickAt(5_000_000);
    assert.deepEqual(asked, ["outcome 1"]);
  });

  it("sets no alarm for an account without a session, whatever else happens", async () => {
    const { partition, alarms, reconciler, tickAt } = await reconcilerOf(ledgerEntry());
    partition.session = undefined;
    await tickAt(10_000);
    partition.now = 20_000;
    await reconciler.rearm();
    assert.deepEqual(alarms, []);
  });

  for (const [what, error, isUnreached] of [
    ["a proxy answers in its place", new HTTPError("Server returned 502 error", 502), true],
    ["a login page answers in its place", new WebPageError(), true],
    [
      "it fails itself",
      new MatrixError({ errcode: "M_UNKNOWN", error: "Internal server error" }, 500),
      false,
    ],
    ["it refuses", new MatrixError({ errcode: "M_FORBIDDEN" }, 403), false],
  ] as const)
    it(`${isUnreached ? "goes on" : "stops"} looking for an event that no widget learned of while ${what}`, async () => {
      const { partition, asked, ledger, tickAt } = await reconcilerOf(ledgerEntry({ state: "unknown" }));
      partition.withdrawn = () => Promise.reject(error);
      for (const at of [3_000, 12_000, 60_000]) await tickAt(at);
      partition.withdrawn = async () => ["d1"];
      await tickAt(600_000);
      assert.equal((await ledger.get("1"))?.state, isUnreached ? "cancelled" : "unknown");
      assert.equal(asked.length, isUnreached ? 4 : 2);
    });

  it("checks again within seconds if it cannot find out whose session there is", async () => {
    const { partition, asked, alarms, ledger, tickAt } = await reconcilerOf(ledgerEntry());
    partition.isReached = false;
    await tickAt(10_000);
    assert.deepEqual([asked, alarms], [[], [13_000]]);
    const { checks, unreached } = (await ledger.get("1")) ?? {};
    assert.deepEqual([checks, unreached], [undefined, 1]);
    partition.isReached = true;
    await tickAt(13_000);
    assert.deepEqual(asked, ["outcome 1"]);
  });

  it("checks a delay that became due early soon after that, not at its original time", async () => {
    const { partition, asked, alarms, ledger, reconciler, tickAt } = await reconcilerOf(
      ledgerEntry({ delay: 10_800_000, dueAt: 10_800_000 }),
    );
    await tickAt(0);
    partition.now = 5_000;
    await ledger.record("1", { kind: "missing", at: 5_000 });
    await reconciler.rearm();
    assert.deepEqual(alarms, [10_802_000, 10_000]);
    await tickAt(10_000);
    assert.deepEqual(asked, ["outcome 1"]);
  });

  it("cancels an event that a background scheduled before it died, and records that Postdate cancelled it", async () => {
    const { partition, ledger, tickAt } = await reconcilerOf(ledgerEntry({ state: "intended" }));
    partition.withdrawn = async () => ["d1"];
    await tickAt(11_999);
    assert.equal((await ledger.get("1"))?.state, "intended");
    await tickAt(12_000);
    const { state, by, delayId } = (await ledger.get("1")) ?? {};
    assert.deepEqual([state, by, delayId], ["cancelled", "postdate", "d1"]);
  });

  it("records no outcome of such an event if the homeserver does not have it", async () => {
    const { ledger, tickAt } = await reconcilerOf(ledgerEntry({ state: "intended" }));
    await tickAt(12_000);
    assert.equal((await ledger.get("1"))?.state, "unknown");
  });

  it("withdraws duplicates once, and leaves the delay itself pending", async () => {
    const { partition, asked, ledger, tickAt } = await reconcilerOf(ledgerEntry({ mayHaveDuplicates: true }));
    partition.withdrawn = async () => ["duplicate"];
    await tickAt(1_000);
    await tickAt(2_000);
    const { state, delayId } = (await ledger.get("1")) ?? {};
    assert.deepEqual([asked, state, delayId], [["withdraw 1"], "pending", "d1"]);
  });

  it("resends an event when its resend is due, and makes no request about it before", async () => {
    const resend = { transactionId: "t", notBefore: 20_000 };
    const resendDue = ledgerEntry({ state: "dropped", endedAt: 9_000, resend });
    const { asked, ledger, tickAt } = await reconcilerOf(resendDue);
    await tickAt(19_999);
    assert.deepEqual(asked, []);
    await tickAt(20_000);
    const { state, resent } = (await ledger.get("1")) ?? {};
    assert.deepEqual([asked, state, resent], [["resend 1"], "sent", true]);
  });

  it("checks the other delays if one check fails", async () => {
    const { partition, asked, tickAt } = await reconcilerOf(ledgerEntry(), ledgerEntry({ id: "2" }));
    partition.became = () => Promise.reject(new Error("nonsense"));
    await tickAt(10_000);
    assert.deepEqual(asked, ["outcome 1", "outcome 2"]);
  });

  it("does not reset its alarm at every restart, because an early alarm does no harm", async () => {
    const { alarms, ledger, reconciler, partition } = await reconcilerOf(ledgerEntry());
    await reconciler.rearm();
    for (const at of [1_000, 2_000, 3_000]) {
      partition.now = at;
      await ledger.record("1", { kind: "updated", action: "restart", by: "widget", at });
      await reconciler.rearm();
    }
    assert.deepEqual(alarms, [10_000]);
  });

  it("sets no alarm if there is nothing to check", async () => {
    const { alarms, tickAt } = await reconcilerOf(ledgerEntry({ state: "sent", endedAt: 1 }));
    await tickAt(0);
    assert.deepEqual(alarms, []);
  });
});
