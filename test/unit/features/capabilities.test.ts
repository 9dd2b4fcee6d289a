import assert from "node:assert/strict";
import { featuresWanted, splitCapabilities, withGranted } from "../../../src/features/capabilities.ts";

const lacking = ["delayed-events"];
const SEND = "org.matrix.msc4157.send.delayed_event";
const UPDATE = "org.matrix.msc4157.update_delayed_event";

describe("the capabilities of delayed events", () => {
  for (const name of [
    SEND,
    UPDATE,
    "m.send.delayed_event",
    "m.update_delayed_event",
    "m.send.delay_events",
    "org.matrix.msc4157.update.delayed_event",
  ])
    it(`have the name ${name}, or once had`, () => {
      assert.deepEqual(featuresWanted(["a", name]), lacking);
    });

  it("are no others", () => {
    for (const name of ["org.matrix.msc2762.send.event:m.send.delayed_event", "m.always_on_screen", ""])
      assert.deepEqual(featuresWanted([name]), []);
  });

  it("are parted from the others, each kind in its order", () => {
    assert.deepEqual(splitCapabilities(["a", UPDATE, "b", SEND]), {
      ours: [UPDATE, SEND],
      others: ["a", "b"],
    });
    assert.deepEqual(splitCapabilities(["a", SEND], lacking), { ours: [SEND], others: ["a"] });
  });

  it("are left with the others where another feature is meant", () => {
    assert.deepEqual(splitCapabilities(["a", SEND], []), { ours: [], others: ["a", SEND] });
  });

  it("are told to the widget as asked for this time, and as approved once granted", () => {
    const told = { requested: ["a"], approved: ["a"] };
    assert.deepEqual(withGranted(told, { hidden: [SEND], granted: [SEND], lacking }), {
      requested: ["a", SEND],
      approved: ["a", SEND],
    });
    assert.deepEqual(withGranted(told, { hidden: [], granted: [SEND, UPDATE], lacking }), {
      requested: ["a"],
      approved: ["a", SEND, UPDATE],
    });
    assert.deepEqual(withGranted(told, { hidden: [SEND], granted: [], lacking }), {
      requested: ["a", SEND],
      approved: ["a"],
    });
  });

  it("are not approved by a host that does not know them, whatever it says", () => {
    assert.deepEqual(
      withGranted({ requested: [], approved: ["a", SEND] }, { hidden: [], granted: [], lacking }),
      {
        requested: [],
        approved: ["a"],
      },
    );
  });
});
