import assert from "node:assert/strict";
import { createLedger } from "../../../src/background/delays/ledger.ts";
import { createGivenConsents } from "../../../src/background/widgets/given-consents.ts";
import { createRefusedConsents } from "../../../src/background/widgets/refused-consents.ts";
import { memoryStore } from "./memory-store.ts";
import stored from "./stored-before.json" with { type: "json" };

/**
 * Reads data that the extension wrote before names in its storage changed (commit 4da8997). The refusals were written
 * while there was one feature (commit a1037c3).
 */
async function storedBefore() {
  const [persistent, inMemory] = [memoryStore(), memoryStore()];
  for (const [key, entry] of Object.entries(stored.delays)) await persistent.set(key, entry);
  await persistent.set("consents", stored.consents);
  await inMemory.set("refused-consents", stored["refused-consents"]);
  return { persistent, inMemory };
}
const now = () => 1_795_000_010_000;
const changed = () => {};

describe("data stored under former names", () => {
  it("is read as the delays that it held", async () => {
    const ledger = createLedger(await storedBefore(), { now, changed });
    const told = (await ledger.all()).map(({ id, state, partition, by, resent, blocker, checks }) => ({
      id,
      state,
      partition,
      ...(by && { by }),
      ...(resent && { resent }),
      ...(blocker && { blocker }),
      ...(checks && { checks }),
    }));
    assert.deepEqual(
      told.sort((a, b) => a.id.localeCompare(b.id)),
      [
        { id: "dropped", state: "dropped", partition: "default" },
        { id: "pending", state: "pending", partition: "default", blocker: "no-power", checks: 1 },
        { id: "resent", state: "sent", partition: "default", by: "user", resent: true },
        { id: "unknown", state: "unknown", partition: "firefox-container-3" },
      ],
    );
  });

  it("is found by its owner, and stays in use", async () => {
    const ledger = createLedger(await storedBefore(), { now, changed });
    const { account, client } = (await ledger.get("pending")) ?? assert.fail();
    const found = await ledger.find({ partition: "default", client, account }, "syd_a");
    assert.equal(found?.id, "pending");
    await ledger.record("pending", { kind: "updated", action: "cancel", by: "widget", at: now() });
    assert.equal((await ledger.get("pending"))?.state, "cancelled");
  });

  const subject = {
    client: "https://client.example",
    userId: "@alice:x",
    widget: "https://widget.example/call",
    features: ["another", "delayed-events"],
  };

  it("is read as the consents that were given, to delayed events", async () => {
    const consents = createGivenConsents(await storedBefore(), { now, changed });
    const featuresIn = (partition: string) => consents.featuresOf({ ...subject, partition });
    assert.deepEqual(await featuresIn("default"), ["delayed-events"]);
    assert.deepEqual(await featuresIn("firefox-container-3"), []);
  });

  it("is read as the consents that were refused, to delayed events", async () => {
    const { inMemory } = await storedBefore();
    const refused = createRefusedConsents(inMemory, { now, changed });
    assert.deepEqual(await refused.askable({ ...subject, partition: "default" }), ["another"]);
    assert.deepEqual(await refused.askable({ ...subject, partition: "private" }), subject.features);
  });
});
