import assert from "node:assert/strict";
import { displayedState } from "../../../../popup/delays/displayed-state.ts";

describe("a delay's displayed state", () => {
  const pending = { state: "pending", dueAt: 10_000 } as const;

  it("is pending until the due time", () => {
    assert.equal(displayedState(pending, 9_999), "pending");
  });

  it("is due from then on, for 30 s", () => {
    assert.equal(displayedState(pending, 10_000), "due");
    assert.equal(displayedState(pending, 39_999), "due");
  });

  it("is overdue after that, but never sent just because time has passed", () => {
    assert.equal(displayedState(pending, 40_000), "overdue");
    assert.equal(displayedState(pending, Number.MAX_SAFE_INTEGER), "overdue");
  });

  it("comes from the ledger once the ending is known, whatever the time", () => {
    for (const state of ["sent", "cancelled", "gone", "dropped", "refused", "unknown"] as const)
      for (const now of [0, 10_000, 99_999])
        assert.equal(displayedState({ state, dueAt: 10_000 }, now), state);
  });

  it("is unknown while the homeserver has not answered", () => {
    assert.equal(displayedState({ state: "intended" }, 0), "unknown");
  });

  it("is unknown, rather than pending for ever, without a due time", () => {
    assert.equal(displayedState({ state: "pending" }, 0), "unknown");
  });
});
