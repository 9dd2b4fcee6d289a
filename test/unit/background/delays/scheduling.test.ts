import assert from "node:assert/strict";
import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import { createRateLimit, limitedOf } from "../../../../src/background/delays/rate-limit.ts";
import { createScheduling } from "../../../../src/background/delays/scheduling.ts";
import { UnsupportedError } from "../../../../src/background/delays/support.ts";
import { createUnclaimed } from "../../../../src/background/delays/unclaimed.ts";
import { responseTo } from "../../../../src/background/widgets/responses.ts";
import type { DelayedSend } from "../../../../src/delayed-events/delayed-event.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const entry = ledgerEntry({ state: "intended", mayHaveDuplicates: true });
const limited = new MatrixError({ errcode: "M_LIMIT_EXCEEDED", error: "Too many", retry_after_ms: 900 }, 429);

interface Answers {
  list?: () => Promise<unknown>;
  put?: () => Promise<string>;
  stateKey?: string | undefined;
  content?: undefined;
  require?: (session: unknown, event: unknown, again?: boolean) => Promise<object>;
  clock?: { now: number };
  /** When the widget stops waiting, by the test's clock (epoch ms). */
  deadline?: number;
}

/** A new background with a request that the previous one had begun when it died, and its homeserver's answers. */
async function asked({
  list = async () => [],
  put = async () => "d1",
  clock = { now: 1_000 },
  deadline = 9_000,
  require = async () => ({ said: { unstable: true }, isNew: true }),
  ...change
}: Answers) {
  const persistent = memoryStore();
  const { delayId: _, scheduledAt: __, dueAt: ___, ...intended } = { ...entry, ...change };
  await persistent.set("delay 1", intended);
  const now = () => clock.now;
  const ledger = createLedger({ persistent, inMemory: memoryStore() }, { now, changed: () => {} });
  const limits = createRateLimit(now);
  let scheduled = 0;
  const schedule = () => {
    scheduled += 1;
    return put();
  };
  const by = { session: aSession({ pendingEvents: list, schedule }), widget: entry.widget };
  const scheduling = createScheduling({
    ledger,
    limits,
    now,
    preflight: { check: async () => {} },
    unclaimed: createUnclaimed({ ledger, limits, now }),
    support: { require } as never,
  });
  return {
    limits,
    account: limitedOf(by.session),
    persistent,
    schedule: () => scheduling.schedule(by, entry.roomId, entry as DelayedSend, { id: "1", deadline }),
    state: async () => (await ledger.get("1"))?.state,
    scheduled: () => scheduled,
  };
}

describe("an event that a background had begun to schedule when it died", () => {
  it("is scheduled if it is not in the homeserver's list", async () => {
    const { schedule, state, scheduled } = await asked({});
    assert.equal(await schedule(), "d1");
    assert.deepEqual([await state(), scheduled()], ["pending", 1]);
  });

  for (const refusal of [limited, new MatrixError({ errcode: "M_FORBIDDEN" }, 403), new HTTPError("no", 502)])
    it(`does not count as refused if only the list was, by ${refusal.httpStatus}, and is noted for withdrawal`, async () => {
      const { schedule, state, scheduled } = await asked({ list: () => Promise.reject(refusal) });
      await assert.rejects(schedule());
      assert.deepEqual([await state(), scheduled()], ["unknown", 0]);
    });

  it("does not count as refused either if the same request for a message is refused now", async () => {
    const { schedule, state } = await asked({ stateKey: undefined, put: () => Promise.reject(limited) });
    await assert.rejects(schedule());
    assert.equal(await state(), "unknown");
  });

  it("does not count as refused if its homeserver no longer knows how to schedule it", async () => {
    const unrecognized = new MatrixError({ errcode: "M_UNRECOGNIZED" }, 404);
    const { schedule, state } = await asked({
      put: () => Promise.reject(unrecognized),
      async require(_session, _event, again) {
        if (again) throw new UnsupportedError("no longer");
        return { said: { unstable: true }, isNew: false };
      },
    });
    await assert.rejects(schedule());
    assert.equal(await state(), "unknown");
  });

  it("tells the widget to wait as long as the homeserver says if the list was over the rate limit", async () => {
    const { schedule } = await asked({ list: () => Promise.reject(limited) });
    const error = await schedule().catch((refusal) => refusal);
    const { matrix_api_error: told } = (await responseTo(error, { failure: "no" })).error as never as {
      matrix_api_error: { http_status: number; response: object };
    };
    assert.deepEqual([told.http_status, told.response], [429, limited.data]);
  });

  it("is not given to the widget if it comes too late, even if the clock is set back meanwhile", async () => {
    const clock = { now: 1_000 };
    const put = async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      clock.now = -86_400_000;
      return "d1";
    };
    const { schedule, state } = await asked({ put, clock, deadline: 1_030 });
    await assert.rejects(schedule(), /too late/);
    assert.equal(await state(), "unknown");
  });

  it("is not given to the widget if its delay_id cannot be stored, and is noted for withdrawal", async () => {
    const { schedule, state, persistent } = await asked({});
    persistent.most = 0;
    await assert.rejects(schedule(), /Quota/);
    assert.equal(await state(), "unknown");
  });

  it("is not scheduled if its content was not kept, because that would be another event", async () => {
    const { schedule, scheduled } = await asked({ content: undefined });
    await assert.rejects(schedule(), /too large/);
    assert.equal(scheduled(), 0);
  });

  it("counts its request for the list towards the rate limit of restarts", async () => {
    const { schedule, limits, account } = await asked({});
    const before = limits.wait(account);
    await schedule();
    limits.take(account);
    assert.deepEqual([before, limits.wait(account)], [0, 1_000]);
  });
});
