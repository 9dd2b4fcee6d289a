import assert from "node:assert/strict";
import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createDelays } from "../../../../src/background/delays/delays.ts";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import { createRateLimit } from "../../../../src/background/delays/rate-limit.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const { partition, client, account, widget, ...listed } = ledgerEntry();

/** A homeserver with one pending delay, which the ledger may know, and a storage that accepts no writes. */
async function withFullStorage({ isKnown = true, update = async () => {}, most = 0 }) {
  const persistent = memoryStore();
  if (isKnown) await persistent.set("delay 1", ledgerEntry());
  persistent.most = most;
  const now = () => 4_000;
  const ledger = createLedger({ persistent, inMemory: memoryStore() }, { now, changed: () => {} });
  const homeserver = {
    update,
    delayedEvent: async () => undefined,
    pendingEvents: async () => [{ ...listed, since: 0 }],
  };
  const restarts: boolean[] = [];
  const delays = createDelays({
    ledger,
    limits: createRateLimit(now),
    now,
    scheduling: {} as never,
    restarts: { note: async (_: string, gotThrough: boolean) => void restarts.push(gotThrough) },
    unclaimed: {} as never,
  });
  const by = { session: aSession(homeserver), widget };
  const entry = () => ledger.find({ partition, client, account }, "d1");
  const act = (action: "restart" | "send") => delays.update(by, "d1", action);
  return { entry, restarts, act, update: () => act("restart") };
}

/** The same with a storage that accepts writes. */
async function withHomeserver(update: () => Promise<void>) {
  const { update: restart, ...rest } = await withFullStorage({ update, most: 9 });
  return { restart, ...rest };
}

describe("a restart while storage accepts no writes", () => {
  it("succeeds if the homeserver restarts the delay, and is remembered until the worker dies", async () => {
    const { update, entry } = await withFullStorage({});
    await update();
    assert.equal((await entry())?.dueAt, 12_000);
  });

  it("fails with the homeserver's error if the homeserver refuses it", async () => {
    const gone = new MatrixError({ errcode: "M_NOT_FOUND", error: "Delayed event not found" }, 404);
    const { update, entry } = await withFullStorage({ update: () => Promise.reject(gone) });
    await assert.rejects(update(), gone);
    assert.equal((await entry())?.state, "gone");
  });

  it("succeeds for a delay that the host scheduled, too", async () => {
    const { update, entry } = await withFullStorage({ isKnown: false });
    await update();
    assert.equal((await entry())?.dueAt, 12_000);
  });
});

describe("an update that no server understands", () => {
  const lost = new MatrixError({ errcode: "M_UNRECOGNIZED" }, 404);

  it("is noted, for the popup and the badge, until an update gets through", async () => {
    let isLost = true;
    const update = async () => {
      if (isLost) throw lost;
    };
    const { restart, entry, restarts } = await withHomeserver(update);
    await assert.rejects(restart(), lost);
    const { state, unheld } = (await entry()) ?? {};
    assert.deepEqual([state, unheld], ["pending", true]);
    isLost = false;
    await restart();
    assert.equal((await entry())?.unheld, undefined);
    assert.deepEqual(restarts, [false, true]);
  });

  it("does not count as sending the event", async () => {
    const { act, entry } = await withHomeserver(() => Promise.reject(lost));
    await assert.rejects(act("send"), lost);
    assert.equal((await entry())?.state, "pending");
  });

  it("is noted, unlike an update of a delay that has ended, whose outcome is then looked for", async () => {
    for (const [status, errcode] of [
      [404, "M_NOT_FOUND"],
      [409, "M_UNKNOWN"],
    ] as const) {
      const ended = new MatrixError({ errcode }, status);
      const { restart, entry, restarts } = await withHomeserver(() => Promise.reject(ended));
      await assert.rejects(restart(), ended);
      const { state, unheld } = (await entry()) ?? {};
      assert.deepEqual([state, unheld, restarts], ["gone", undefined, []]);
    }
  });

  it("is noted, unlike an update that is refused", async () => {
    const refused = new MatrixError({ errcode: "M_LIMIT_EXCEEDED" }, 429);
    const { restart, entry, restarts } = await withHomeserver(() => Promise.reject(refused));
    await assert.rejects(restart(), refused);
    const { state, unheld } = (await entry()) ?? {};
    assert.deepEqual([state, unheld, restarts], ["pending", undefined, []]);
  });
});
