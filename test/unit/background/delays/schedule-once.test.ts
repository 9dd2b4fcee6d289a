import assert from "node:assert/strict";
import { createDelays } from "../../../../src/background/delays/delays.ts";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import { createRateLimit } from "../../../../src/background/delays/rate-limit.ts";
import { createUnclaimed } from "../../../../src/background/delays/unclaimed.ts";
import type { PendingEvent } from "../../../../src/background/homeserver/listed.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const NOW = 100_000;
const { widget, roomId, type, stateKey = "", content = {}, delay } = ledgerEntry();
const event = { type, stateKey, content, delay };
/** The event, as the homeserver lists it. */
const held = (since: number): PendingEvent => ({ ...event, roomId, delayId: "host's", since });

/** Schedules an event at which a host has just failed; its homeserver lists these events, or has no list. */
async function scheduled(
  listed: PendingEvent[] | undefined | Error,
  { isKnown = false, persistent = memoryStore() } = {},
) {
  const now = () => NOW;
  if (isKnown) await persistent.set("delay 1", ledgerEntry({ state: "intended", intendedAt: NOW }));
  const ledger = createLedger({ persistent, inMemory: memoryStore() }, { now, changed: () => {} });
  const limits = createRateLimit(now);
  const session = aSession({
    async pendingEvents() {
      if (listed instanceof Error) throw listed;
      return listed;
    },
  });
  let times = 0;
  const scheduling = { schedule: async () => `own ${++times}` } as never;
  const unclaimed = createUnclaimed({ ledger, limits, now });
  const { scheduleOnce } = createDelays({
    ledger,
    limits,
    now,
    scheduling,
    restarts: { note: async () => {} },
    unclaimed,
  });
  const context = { id: "1", deadline: NOW + 9_000 };
  const delayId = await scheduleOnce({ session, widget }, roomId, event, context).catch(String);
  return { delayId, times, entries: await ledger.all() };
}

describe("an event at which a host has failed", () => {
  it("is scheduled if no equal one is pending at the homeserver", async () => {
    assert.equal((await scheduled([])).delayId, "own 1");
  });

  it("is the pending one if the host's request had arrived, and no other is scheduled", async () => {
    const { delayId, times, entries } = await scheduled([held(NOW - 14_000)]);
    assert.deepEqual([delayId, times], ["host's", 0]);
    assert.deepEqual([entries[0]?.delayId, entries[0]?.scheduledAt], ["host's", NOW - 14_000]);
  });

  it("is not an equal event that the homeserver has held for long", async () => {
    assert.equal((await scheduled([held(NOW - 20_000)])).delayId, "own 1");
  });

  for (const [what, listed] of [
    ["has no list", undefined],
    ["cannot be asked", new Error("no answer")],
  ] as const)
    it(`is not scheduled if the homeserver ${what}, because a second event would end the call`, async () => {
      const { delayId, times, entries } = await scheduled(listed);
      assert.match(delayId, /^Error/);
      assert.deepEqual([times, entries], [0, []]);
    });

  it("is known by its request from then on, so that the request is resumed if it comes again", async () => {
    const persistent = memoryStore();
    await scheduled([held(NOW - 14_000)], { persistent });
    const { entries } = await scheduled(new Error("not asked"), { persistent });
    assert.deepEqual(
      entries.map(({ id, delayId }) => [id, delayId]),
      [["1", "host's"]],
    );
  });

  it("is resumed if it was begun here: the homeserver is asked for it under its own request name", async () => {
    const { delayId } = await scheduled(new Error("not asked"), { isKnown: true });
    assert.equal(delayId, "own 1");
  });
});
