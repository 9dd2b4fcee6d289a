import assert from "node:assert/strict";
import { badgeOf } from "../../../../src/background/overview/badge.ts";
import { PRIVATE_PARTITION } from "../../../../src/messaging/sender.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";

const NONE = { pending: 0 };
const blocked = ledgerEntry({ blocker: "no-power" });
const unheld = ledgerEntry({ unheld: true });
const dropped = ledgerEntry({ id: "2", state: "dropped", endedAt: 9_000 });

describe("the badge", () => {
  it("counts what is pending, and shows nothing else if nothing is wrong", () => {
    assert.deepEqual(badgeOf([], 0), NONE);
    assert.deepEqual(badgeOf([ledgerEntry(), ledgerEntry({ id: "2" })], 0), { pending: 2 });
  });

  it("warns of a pending delay that the homeserver will drop", () => {
    assert.deepEqual(badgeOf([ledgerEntry(), blocked], 0), { pending: 2, trouble: "badgeWillBeDropped" });
  });

  it("warns of a pending delay that cannot be restarted, unless another will be dropped", () => {
    assert.deepEqual(badgeOf([dropped, unheld], 0), { pending: 1, trouble: "badgeUnheld" });
    assert.deepEqual(badgeOf([unheld, blocked], 0).trouble, "badgeWillBeDropped");
  });

  it("stops warning, and counting, once the delay is due", () => {
    assert.deepEqual(badgeOf([blocked, unheld], 8_000), NONE);
  });

  it("does not warn of a delay that was cancelled or sent, whatever its blocker", () => {
    for (const state of ["cancelled", "sent", "refused", "unknown"] as const)
      assert.deepEqual(badgeOf([{ ...blocked, state }], 0), NONE);
  });

  it("reports a dropped delay until the popup has shown it", () => {
    assert.deepEqual(badgeOf([dropped], 10_000), { pending: 0, trouble: "badgeDropped" });
    assert.deepEqual(badgeOf([{ ...dropped, seen: true }], 10_000), NONE);
  });

  it("counts private delays only in private windows, and others only in ordinary ones", () => {
    const entries = [
      { ...blocked, partition: PRIVATE_PARTITION },
      { ...dropped, partition: "firefox-container-1" },
    ];
    assert.deepEqual(badgeOf(entries, 0), { pending: 0, trouble: "badgeDropped" });
    assert.deepEqual(badgeOf(entries, 0, PRIVATE_PARTITION), { pending: 1, trouble: "badgeWillBeDropped" });
  });

  it("warns of a delay that will be dropped rather than reporting one that was", () => {
    assert.deepEqual(badgeOf([dropped, blocked], 0).trouble, "badgeWillBeDropped");
  });
});
