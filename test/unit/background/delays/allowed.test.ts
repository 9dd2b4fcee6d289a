import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import { createRateLimit } from "../../../../src/background/delays/rate-limit.ts";
import { createScheduling } from "../../../../src/background/delays/scheduling.ts";
import { createUnclaimed } from "../../../../src/background/delays/unclaimed.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const now = () => 1_000;
const { roomId, type, content = {}, delay, widget } = ledgerEntry();

/** Schedules a message, and decides later whether that is allowed. */
function aSchedule() {
  const requests: string[] = [];
  const persistent = memoryStore();
  const ledger = createLedger({ persistent, inMemory: memoryStore() }, { now, changed: () => {} });
  const limits = createRateLimit(now);
  const session = aSession({
    schedule: async () => {
      requests.push("schedule");
      return "d1";
    },
  });
  const scheduling = createScheduling({
    ledger,
    limits,
    now,
    preflight: { check: async () => {} },
    unclaimed: createUnclaimed({ ledger, limits, now }),
    support: {
      async require() {
        requests.push("versions");
        return { said: { unstable: true }, isNew: true };
      },
    } as never,
  });
  let settle = (_: Error | undefined) => {};
  const allowed = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  const scheduled = scheduling
    .schedule({ session, widget }, roomId, { type, content, delay }, { id: "1", deadline: 9_000, allowed })
    .catch((error: Error) => error.message);
  return { requests, scheduled, settle, written: () => persistent.values.size };
}

describe("a message that may have to be encrypted", () => {
  it("has its homeserver's support and the room's encryption looked up at the same time", async () => {
    const { requests, scheduled, settle } = aSchedule();
    await turn();
    assert.deepEqual(requests, ["versions"]);
    settle(undefined);
    assert.equal(await scheduled, "d1");
    assert.deepEqual(requests, ["versions", "schedule"]);
  });

  it("is neither requested nor stored if the room is encrypted", async () => {
    const { requests, scheduled, settle, written } = aSchedule();
    settle(new Error("The room is encrypted"));
    assert.equal(await scheduled, "The room is encrypted");
    assert.deepEqual([requests, written()], [["versions"], 0]);
  });
});
