import assert from "node:assert/strict";
import { createLeftovers } from "../../../../src/background/delays/leftovers.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const NOW = 100_000;

/** Says whether an equal event that was intended at a time (epoch ms) counts as being scheduled now. */
function isUnderWay(intendedAt: number): Promise<boolean> {
  const other = ledgerEntry({ id: "2", state: "intended", intendedAt });
  const parts = { ledger: { all: async () => [other] }, now: () => NOW };
  return createLeftovers(parts as never).isAnotherUnderWay(ledgerEntry());
}

describe("an equal event that another request asks for", () => {
  it("is waited for while that request may be under way", async () => {
    assert.deepEqual([await isUnderWay(NOW), await isUnderWay(NOW - 11_999)], [true, true]);
  });

  it("is not waited for once that has died with its background", async () => {
    assert.equal(await isUnderWay(NOW - 12_000), false);
  });

  it("is not waited for until a clock that was set back has caught up", async () => {
    assert.equal(await isUnderWay(NOW + 3_600_000), false);
  });
});
