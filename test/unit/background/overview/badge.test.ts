import assert from "node:assert/strict";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { badgeOf, createBadge } from "../../../../src/background/overview/badge.ts";
import { PRIVATE_PARTITION } from "../../../../src/messaging/sender.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";

const NONE = { text: "", title: "name" };
const WILL = { text: "!", title: "badgeWillBeDropped" };
const DID = { text: "!", title: "badgeDropped" };
const blocked = ledgerEntry({ blocker: "no-power" });
const nothing = ledgerEntry({ id: "2", state: "dropped", endedAt: 9_000 });

describe("the badge", () => {
  it("is absent if nothing was scheduled, or nothing is wrong", () => {
    assert.deepEqual(badgeOf([], 0), NONE);
    assert.deepEqual(badgeOf([ledgerEntry()], 0), NONE);
  });

  it("warns of a pending delay that the homeserver will drop", () => {
    assert.deepEqual(badgeOf([ledgerEntry(), blocked], 0), WILL);
  });

  it("warns of a pending delay that nobody can hold back, after one that will be dropped", () => {
    const unheld = ledgerEntry({ unheld: true });
    assert.deepEqual(badgeOf([nothing, unheld], 0), { text: "!", title: "badgeUnheld" });
    assert.deepEqual(badgeOf([unheld, blocked], 0), WILL);
    assert.deepEqual(badgeOf([unheld], 8_000), NONE);
    assert.deepEqual(badgeOf([{ ...unheld, partition: PRIVATE_PARTITION }], 0), NONE);
  });

  it("stops warning once the delay is due", () => {
    assert.deepEqual(badgeOf([blocked], 8_000), NONE);
  });

  it("does not warn of a delay that was cancelled or sent, whatever its blocker", () => {
    for (const state of ["cancelled", "sent", "refused", "unknown"] as const)
      assert.deepEqual(badgeOf([{ ...blocked, state }], 0), NONE);
  });

  it("reports a dropped delay until the popup has shown it", () => {
    assert.deepEqual(badgeOf([nothing], 10_000), DID);
    assert.deepEqual(badgeOf([{ ...nothing, seen: true }], 10_000), NONE);
  });

  it("ignores private delays, which an ordinary window's popup does not show", () => {
    const entries = [blocked, nothing].map((entry) => ({ ...entry, partition: PRIVATE_PARTITION }));
    for (const entry of entries) assert.deepEqual(badgeOf([entry], 0), NONE);
    assert.deepEqual(badgeOf([...entries, { ...nothing, partition: "firefox-container-1" }], 0), DID);
  });

  it("warns of a delay that will be dropped rather than report one that was", () => {
    assert.deepEqual(badgeOf([nothing, blocked], 0), WILL);
  });

  it("is drawn once when a background starts, and then whenever it changes", async () => {
    let entries: LedgerEntry[] = [];
    const drawn: string[] = [];
    const redraw = createBadge({
      ledger: { all: async () => entries },
      draw: ({ title }) => drawn.push(title),
      now: () => 0,
    });
    await redraw();
    await redraw();
    assert.deepEqual(drawn, ["name"]);
    entries = [blocked];
    await redraw();
    await redraw();
    entries = [];
    await redraw();
    assert.deepEqual(drawn, ["name", "badgeWillBeDropped", "name"]);
  });
});
