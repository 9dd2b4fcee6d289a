import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { createRateLimit } from "../../../../src/background/delays/rate-limit.ts";
import { createScheduling } from "../../../../src/background/delays/scheduling.ts";
import { createUnclaimed } from "../../../../src/background/delays/unclaimed.ts";
import { SentAtOnceError, UnansweredError } from "../../../../src/background/homeserver/delayed-events.ts";
import { TokenRunOutError } from "../../../../src/background/homeserver/request-errors.ts";
import type { Session } from "../../../../src/background/sessions/session.ts";
import type { DelayedSend } from "../../../../src/delayed-events/delayed-event.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const entry = ledgerEntry({ state: "intended", mayHaveDuplicates: true });
const limited = new MatrixError({ errcode: "M_LIMIT_EXCEEDED", error: "Too many", retry_after_ms: 900 }, 429);

interface Answers {
  list?: () => Promise<unknown>;
  put?: () => Promise<string>;
  state?: LedgerEntry["state"];
  delayId?: string;
  stickyDuration?: number;
}

/** A new background with a request that the previous one had begun when it died, and its homeserver's answers. */
async function asked({ list = async () => [], put = async () => "d1", ...change }: Answers) {
  const persistent = memoryStore();
  const { delayId: _, scheduledAt: __, dueAt: ___, ...intended } = entry;
  await persistent.set("delay 1", { ...intended, ...change });
  const clock = { now: 1_000 };
  const now = () => clock.now;
  const ledger = createLedger({ persistent, inMemory: memoryStore() }, { now, changed: () => {} });
  const limits = createRateLimit(now);
  const sentAtOnce: string[] = [];
  const required: DelayedSend[] = [];
  let scheduled = 0;
  const events: DelayedSend[] = [];
  const schedule = (_: string, event: DelayedSend) => {
    scheduled += 1;
    events.push(event);
    return put();
  };
  const by = { session: aSession({ pendingEvents: list, schedule }), widget: entry.widget };
  const scheduling = createScheduling({
    ledger,
    limits,
    now,
    preflight: { check: async () => {} },
    unclaimed: createUnclaimed({ ledger, limits, now }),
    support: {
      async require(_: Session, event: DelayedSend) {
        required.push(event);
        return { said: { unstable: true }, isNew: true };
      },
      noteSentAtOnce: async (homeserver: string) => void sentAtOnce.push(homeserver),
    } as never,
  });
  return {
    clock,
    ledger,
    limits,
    sentAtOnce,
    events,
    required,
    schedule: (session: Partial<Session> = {}, id = "1", deadline = 9_000) =>
      scheduling.schedule(
        { ...by, session: { ...by.session, ...session } },
        entry.roomId,
        entry as DelayedSend,
        { id, deadline },
      ),
    state: async (id = "1") => (await ledger.get(id))?.state,
    scheduled: () => scheduled,
  };
}

describe("an event that a background had begun to schedule when it died", () => {
  for (const [whose, session] of [
    ["another account's", { account: { userId: "@bob:x" } }],
    ["from an account of the same name elsewhere", { baseUrl: "https://other.example" }],
    ["another client's", { client: "https://other.example" }],
    ["another partition's", { partition: "private" }],
  ] as const)
    it(`is not resumed for a request that is ${whose}`, async () => {
      const { schedule, state, scheduled } = await asked({});
      await assert.rejects(schedule(session), /belongs to someone else/);
      assert.deepEqual([await state(), scheduled()], ["intended", 0]);
    });

  it("is reported to the widget if the homeserver had accepted it, without another request", async () => {
    const { schedule, scheduled } = await asked({ state: "pending", delayId: "d0" });
    assert.deepEqual([await schedule(), scheduled()], ["d0", 0]);
  });

  for (const stickyDuration of [3_600_000, undefined])
    it(`is ${stickyDuration ? "still" : "not"} sticky when it is resumed, as the widget wanted`, async () => {
      const { schedule, events, required } = await asked(stickyDuration ? { stickyDuration } : {});
      await schedule();
      for (const [event] of [events, required]) assert.equal(event?.stickyDuration, stickyDuration);
    });

  for (const state of ["cancelled", "gone", "sent", "refused", "unknown"] as const)
    it(`is not scheduled again if it is ${state}`, async () => {
      const { schedule, scheduled } = await asked({ state, delayId: "d0" });
      await assert.rejects(schedule(), /This request is over/);
      assert.equal(scheduled(), 0);
    });
});

describe("an event being scheduled", () => {
  it("is requested once if it is asked for again meanwhile", async () => {
    const { schedule, scheduled } = await asked({});
    assert.deepEqual(await Promise.all([schedule({}, "2"), schedule({}, "2")]), ["d1", "d1"]);
    assert.equal(scheduled(), 1);
  });

  it("does not belong to another widget that uses the same request name meanwhile", async () => {
    const { schedule, scheduled } = await asked({});
    const own = schedule({}, "2");
    await assert.rejects(schedule({ client: "https://other.example" }, "2"), /belongs to someone else/);
    assert.deepEqual([await own, scheduled()], ["d1", 1]);
  });
});

describe("a homeserver's answer", () => {
  for (const [what, id] of [
    ["to a request", "2"],
    ["to a request that was begun by a background that died", "1"],
  ] as const) {
    it(`${what} counts while the widget waits for it`, async () => {
      const { schedule, state } = await asked({});
      assert.equal(await schedule({}, id), "d1");
      assert.equal(await state(id), "pending");
    });

    it(`${what} is noted for withdrawal if it comes after the widget has stopped waiting`, async () => {
      const { schedule, state, clock } = await asked({
        // By either clock: the wall clock, which can be set, or the monotonic one.
        async put() {
          await pause(20);
          clock.now += 20;
          return "d1";
        },
      });
      await assert.rejects(schedule({}, id, clock.now + 10), /too late/);
      assert.equal(await state(id), "unknown");
    });
  }
});

describe("a request", () => {
  const silence = new Error("no answer");

  for (const [what, isRepeatable, times] of [
    ["is repeated if no answer comes and it is guarded", true, 2],
    ["is made only once if a second request might become a second event", false, 1],
  ] as const)
    it(what, async () => {
      const { schedule, state, scheduled } = await asked({
        put: () => Promise.reject(new UnansweredError(silence, isRepeatable)),
      });
      await assert.rejects(schedule({}, "2"));
      assert.deepEqual([await state("2"), scheduled()], ["unknown", times]);
    });

  it("gets the newest of its events if a browser has repeated it unanswered, and the others are cancelled", async () => {
    const { roomId, type, stateKey, content, delay } = entry;
    const events = [1, 2, 3].map((order) => ({
      delayId: `d${order}`,
      since: 1_000,
      order,
      roomId,
      type,
      stateKey,
      content,
      delay,
    }));
    const { schedule, ledger, limits } = await asked({
      list: async () => events,
      put: () => Promise.reject(new UnansweredError(silence, false)),
      state: "refused",
    });
    assert.equal(await schedule({}, "2"), "d3");
    const cancelled: string[] = [];
    const homeserver = {
      pendingEvents: async () => events,
      update: async (delayId: string) => void cancelled.push(delayId),
    };
    const unclaimed = createUnclaimed({
      ledger,
      limits: { ...limits, acquire: async () => {} },
      now: () => 2_000,
    });
    await unclaimed.withdraw(aSession(homeserver), (await ledger.get("2")) as LedgerEntry);
    assert.deepEqual(cancelled.sort(), ["d1", "d2"]);
  });

  it("does not get the event of an equal request that began while the list was on its way", async () => {
    const { roomId, type, stateKey, content, delay } = entry;
    const { delayId: _, scheduledAt: __, dueAt: ___, ...other } = entry;
    const { schedule, ledger, state } = await asked({
      async list() {
        await ledger.intend({ ...other, id: "3", intendedAt: 1_000 });
        return [{ delayId: "other's", since: 1_000, roomId, type, stateKey, content, delay }];
      },
      put: () => Promise.reject(new UnansweredError(silence, false)),
      state: "refused",
    });
    await assert.rejects(schedule({}, "2"), UnansweredError);
    assert.equal(await state("2"), "unknown");
  });

  it("is not looked up in the list while an equal request is under way, because that may own the event", async () => {
    let lists = 0;
    const { schedule, clock } = await asked({
      async list() {
        lists += 1;
        return [];
      },
      put: () => Promise.reject(new UnansweredError(silence, false)),
    });
    // A background began the ledger's request at 0, and must have stopped after 12 s.
    clock.now = 8_000;
    await assert.rejects(schedule({}, "2"));
    assert.equal(lists, 0);
    clock.now = 12_000;
    await assert.rejects(schedule({}, "3", 20_000));
    assert.equal(lists, 1);
  });

  it("fails if its event was cancelled meanwhile, because the clock had jumped and nobody seemed to wait", async () => {
    const { schedule, state, ledger } = await asked({
      async put() {
        await ledger.record("2", { kind: "withdrawn", delayId: "d1", at: 1_000 });
        return "d1";
      },
    });
    await assert.rejects(schedule({}, "2"), UnansweredError);
    assert.equal(await state("2"), "cancelled");
  });

  it("is refused if its event was sent immediately, and that is remembered of its homeserver", async () => {
    const { schedule, state, sentAtOnce } = await asked({
      put: () => Promise.reject(new SentAtOnceError("at once")),
    });
    await assert.rejects(schedule({}, "2"), SentAtOnceError);
    assert.deepEqual([await state("2"), sentAtOnce], ["refused", ["https://hs.example"]]);
  });

  it("is refused, and not looked up, if its client's token had expired", async () => {
    let lists = 0;
    const { schedule, state, scheduled } = await asked({
      async list() {
        lists += 1;
        return [];
      },
      put: () => Promise.reject(new TokenRunOutError()),
    });
    await assert.rejects(schedule({}, "2"), TokenRunOutError);
    assert.deepEqual([await state("2"), scheduled(), lists], ["refused", 1, 0]);
  });

  it("may have been accepted at the first attempt, although the client's token has expired since", async () => {
    const { schedule, state } = await asked({ put: () => Promise.reject(new TokenRunOutError()) });
    await assert.rejects(schedule(), UnansweredError);
    assert.equal(await state(), "unknown");
  });

  it("leaves no note about its homeserver if that refused it", async () => {
    const { schedule, state, sentAtOnce } = await asked({ put: () => Promise.reject(limited) });
    await assert.rejects(schedule({}, "2"));
    assert.deepEqual([await state("2"), sentAtOnce], ["refused", []]);
  });
});

describe("a request that comes after the widget has stopped waiting", () => {
  it("is not made", async () => {
    const { schedule, state, scheduled, clock } = await asked({});
    clock.now = 9_000;
    await assert.rejects(schedule({}, "2"), /has stopped waiting/);
    assert.deepEqual([await state("2"), scheduled()], [undefined, 0]);
  });
});
