import assert from "node:assert/strict";
import { createOpenWidgets } from "../../../../src/background/overview/open-widgets.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";

const load = {
  partition: "default",
  client: "https://client.example",
  id: "w",
  origin: "https://widget.example",
};

describe("a widget", () => {
  it("is open while it has a page in the same client and partition, and under the same id and origin", async () => {
    const isOpen = await createOpenWidgets({ all: async () => [load as never] }, () => 0)([]);
    assert.equal(isOpen(ledgerEntry()), true);
    for (const other of [
      { partition: "private" },
      { client: "https://other.example" },
      { widget: { id: "v", origin: "https://widget.example" } },
      { widget: { id: "w", origin: "https://evil.example" } },
    ])
      assert.equal(isOpen(ledgerEntry(other)), false, JSON.stringify(other));
  });

  it("is looked up once in two seconds while it is open, however often it restarts", async () => {
    let lookUps = 0;
    let clock = 0;
    const loads = [load];
    const openOf = createOpenWidgets(
      {
        async all() {
          lookUps += 1;
          return loads as never;
        },
      },
      () => clock,
    );
    const isOpen = async (entry = ledgerEntry()) => (await openOf([entry]))(entry);
    for (clock = 0; clock < 1_999; clock += 100) assert.equal(await isOpen(), true);
    assert.equal(lookUps, 1);
    clock = 2_001;
    await isOpen();
    assert.equal(lookUps, 2);
    // The widget opens a moment after the look-up.
    const other = ledgerEntry({ widget: { id: "other", origin: "https://widget.example" } });
    assert.equal(await isOpen(other), false);
    loads.push({ ...load, id: "other" });
    assert.equal(await isOpen(other), true);
  });
});
