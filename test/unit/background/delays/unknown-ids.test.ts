import assert from "node:assert/strict";
import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createDelays } from "../../../../src/background/delays/delays.ts";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import { createRateLimit, limitedOf } from "../../../../src/background/delays/rate-limit.ts";
import type { Session } from "../../../../src/background/sessions/session.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const { partition: _, client: __, account: ___, widget, ...known } = ledgerEntry();

/** A ledger with Alice's "d1", and a homeserver that lists "d1" and these to everybody. */
async function delaysWith(...listed: string[]) {
  const persistent = memoryStore();
  await persistent.set("delay 1", ledgerEntry());
  const clock = { now: 4_000 };
  const now = () => clock.now;
  const asked: string[] = [];
  const limits = createRateLimit(now);
  const homeserver = {
    update: async (delayId: string, action: string) => void asked.push(`${action} ${delayId}`),
    delayedEvent: async () => undefined,
    async pendingEvents() {
      asked.push("list");
      return ["d1", ...listed].map((delayId) => ({ ...known, delayId, since: 0 }));
    },
  };
  const { update } = createDelays({
    ledger: createLedger({ persistent, inMemory: memoryStore() }, { now, changed: () => {} }),
    limits,
    now,
    scheduling: {} as never,
    restarts: { note: async () => {} },
    unclaimed: {} as never,
  });

  const alice = aSession(homeserver);

  /** @returns the outcome of a restart: its errcode, or that it was done */
  const restart = async (delayId: string, as: Partial<Session> = {}) => {
    try {
      await update({ session: { ...alice, ...as }, widget }, delayId, "restart");
      return "done";
    } catch (error) {
      assert.ok(error instanceof MatrixError, String(error));
      return error.errcode === "M_LIMIT_EXCEEDED" ? `wait ${error.data.retry_after_ms}` : error.errcode;
    }
  };
  return { alice, clock, asked, restart, limits };
}

/** Delay_ids that neither the ledger nor the homeserver has. */
const GUESSES = ["guess 1", "guess 2", "guess 3"];

describe("a delay_id that was not scheduled here", () => {
  it("is used if the homeserver lists it for the account, and is in the ledger from then on", async () => {
    const { restart, asked } = await delaysWith("host's");
    assert.deepEqual([await restart("host's"), await restart("host's")], ["done", "done"]);
    assert.deepEqual(asked, ["list", "restart host's", "restart host's"]);
  });

  it("is never used if the homeserver does not list it", async () => {
    const { restart, asked } = await delaysWith();
    assert.equal(await restart("leaked"), "M_NOT_FOUND");
    assert.deepEqual(asked, ["list"]);
  });

  for (const [whose, as] of [
    ["another account's", { account: { userId: "@bob:x" } }],
    ["another client's", { client: "https://other.example" }],
    ["another partition's", { partition: "private" }],
  ] as const)
    it(`is looked up, not used directly, if it is ${whose}`, async () => {
      const { restart, asked } = await delaysWith();
      await restart("d1", as);
      assert.equal(asked[0], "list");
    });

  it("is refused after three unknown ones, without asking the homeserver", async () => {
    const { restart, asked } = await delaysWith();
    for (const guess of GUESSES) assert.equal(await restart(guess), "M_NOT_FOUND");
    assert.equal(await restart("guess 4"), "wait 2000");
    assert.equal(asked.length, 3);
  });

  it("is accepted again every 2 s", async () => {
    const { restart, clock } = await delaysWith();
    for (const guess of GUESSES) await restart(guess);
    for (let times = 0; times < 2; times += 1) {
      clock.now += 1_999;
      assert.equal(await restart("guess"), "wait 1");
      clock.now += 1;
      assert.equal(await restart("guess"), "M_NOT_FOUND");
    }
  });

  it("counts only for its account", async () => {
    const { restart } = await delaysWith();
    for (const guess of GUESSES) await restart(guess);
    const bob = { account: { userId: "@bob:x" } };
    assert.equal(await restart("guess", bob), "M_NOT_FOUND");
  });

  it("does not count if the homeserver lists it", async () => {
    const listed = ["a", "b", "c", "d"];
    const { restart } = await delaysWith(...listed);
    for (const delayId of listed) assert.equal(await restart(delayId), "done");
  });

  it("never holds up one that was scheduled here, and leaves half of the restarts to these", async () => {
    const { alice, restart, limits } = await delaysWith();
    for (const guess of [...GUESSES, "guess 4", "guess 5"]) await restart(guess);
    // Two of the burst of five are left. The extension's own next request waits until it would leave three.
    assert.equal(limits.wait(limitedOf(alice)), 2_000);
    assert.equal(await restart("d1"), "done");
  });
});
