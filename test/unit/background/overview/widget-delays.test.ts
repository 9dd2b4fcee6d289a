import assert from "node:assert/strict";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { delaysOf, endedByUser, restartedAt } from "../../../../src/background/overview/widget-delays.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";

const leave = (change: Partial<LedgerEntry>) =>
  ledgerEntry({ type: "m.call.member", stateKey: "k", intendedAt: 1, ...change });
const message = (change: Partial<LedgerEntry>) =>
  ledgerEntry({ type: "m.room.message", intendedAt: 1, ...change });
const byUser = { by: "user", endedAt: 5 } as const;

describe("the delay of a widget that the user has ended", () => {
  it("is the leave of a call that continues, or of a call that was left, or something else", () => {
    assert.deepEqual(endedByUser([leave({ ...byUser, state: "cancelled" })]), {
      at: 5,
      how: "exit-cancelled",
    });
    assert.deepEqual(endedByUser([leave({ ...byUser, state: "sent" })]), { at: 5, how: "left" });
    for (const state of ["sent", "cancelled"] as const)
      assert.deepEqual(endedByUser([message({ ...byUser, state })]), { at: 5, how: "other" });
  });

  it("is the leave first of all, even if something else is pending or ended later", () => {
    const exit = leave({ ...byUser, state: "cancelled" });
    for (const other of [message({ state: "pending" }), message({ ...byUser, state: "sent", endedAt: 9 })])
      assert.equal(endedByUser([other, exit])?.how, "exit-cancelled");
  });

  it("no longer counts once the widget has scheduled an equal event, or tried to", () => {
    const exit = leave({ ...byUser, state: "cancelled" });
    for (const state of ["pending", "intended"] as const)
      assert.equal(endedByUser([exit, leave({ state, intendedAt: 6 })]), undefined);
    assert.equal(endedByUser([exit, leave({ state: "refused", endedAt: 7 })]), undefined);
  });

  it("is not one that the widget, the homeserver or Postdate has ended", () => {
    for (const by of ["time", "widget", "other-state", "postdate"] as const)
      assert.equal(endedByUser([leave({ ...byUser, by, state: "cancelled" })]), undefined);
    assert.equal(endedByUser([]), undefined);
  });
});

describe("a widget's delays", () => {
  const its = {
    partition: "default",
    client: "https://client.example",
    id: "w",
    origin: "https://w.example",
  };
  const entry = ledgerEntry({ ...its, widget: { id: "w", origin: "https://w.example" } } as never);

  it("are those with its id and page, only in its client and partition", () => {
    assert.deepEqual(delaysOf(its, [entry]), [entry]);
    for (const other of [
      { partition: "private" },
      { client: "https://b.example" },
      { id: "v" },
      { origin: "null" },
    ])
      assert.deepEqual(delaysOf({ ...its, ...other }, [entry]), []);
  });

  it("have the time of the last restart of a pending one, or of its scheduling", () => {
    const at = (change: Partial<LedgerEntry>) => leave({ state: "pending", scheduledAt: 2, ...change });
    assert.equal(restartedAt([at({}), at({ restartedAt: 8 }), at({ restartedAt: 4 })]), 8);
    assert.equal(restartedAt([at({})]), 2);
    assert.equal(restartedAt([at({ state: "sent", restartedAt: 8 })]), undefined);
  });
});
