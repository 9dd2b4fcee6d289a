import assert from "node:assert/strict";
import { standingOf } from "../../../popup/standing.ts";

describe("what is shown of a delay's state", () => {
  const pending = { state: "pending", dueAt: 10_000 } as const;

  it("is pending until the due time", () => {
    assert.equal(standingOf(pending, 9_999), "pending");
  });

  it("is due from then on, for 30 s", () => {
    assert.equal(standingOf(pending, 10_000), "due");
    assert.equal(standingOf(pending, 39_999), "due");
  });

  it("is overdue after that, and never sent by the clock alone", () => {
    assert.equal(standingOf(pending, 40_000), "overdue");
    assert.equal(standingOf(pending, Number.MAX_SAFE_INTEGER), "overdue");
  });

  it("is what the ledger says once that is known, whatever the clock says", () => {
    for (const state of ["sent", "cancelled", "gone", "dropped", "refused", "unknown"] as const)
      for (const now of [0, 10_000, 99_999]) assert.equal(standingOf({ state, dueAt: 10_000 }, now), state);
  });

  it("is unknown while the homeserver has not answered", () => {
    assert.equal(standingOf({ state: "intended" }, 0), "unknown");
  });

  it("is unknown, not pending for ever, without a due time", () => {
    assert.equal(standingOf({ state: "pending" }, 0), "unknown");
  });
});
