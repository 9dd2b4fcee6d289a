import assert from "node:assert/strict";
import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createDelays } from "../../../../src/background/delays/delays.ts";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import { createRateLimit } from "../../../../src/background/delays/rate-limit.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const { partition, client, account, widget, ...listed } = ledgerEntry();

/** One pending delay, or none that the ledger knows, in a storage that takes nothing more; and a homeserver that has it. */
async function withFullStorage({ isKnown = true, update = async () => {} }) {
  const persistent = memoryStore();
  if (isKnown) await persistent.set("delay 1", ledgerEntry());
  persistent.most = 0;
  const now = () => 4_000;
  const ledger = createLedger({ persistent, inMemory: memoryStore() }, { now, changed: () => {} });
  const homeserver = {
    update,
    delayedEvent: async () => undefined,
    pendingEvents: async () => [{ ...listed, since: 0 }],
  };
  const delays = createDelays({
    ...{ ledger, limits: createRateLimit(now), now },
    ...{ scheduling: {} as never, unclaimed: {} as never },
  });
  const by = { session: aSession(homeserver), widget };
  const entry = () => ledger.find({ partition, client, account }, "d1");
  return { entry, update: () => delays.update(by, "d1", "restart") };
}

describe("a restart while storage takes nothing", () => {
  it("succeeds if the homeserver restarts the delay, and is remembered until the worker's death", async () => {
    const { update, entry } = await withFullStorage({});
    await update();
    assert.equal((await entry())?.dueAt, 12_000);
  });

  it("is refused in the homeserver's words if the homeserver refuses it", async () => {
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
