import assert from "node:assert/strict";
import {
  featuresWanted,
  grantable,
  splitCapabilities,
  withGranted,
} from "../../../src/features/capabilities.ts";

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
    it(`have, or once had, the name ${name}`, () => {
      assert.deepEqual(featuresWanted(["a", name]), lacking);
    });

  it("have no other name", () => {
    for (const name of ["org.matrix.msc2762.send.event:m.send.delayed_event", "m.always_on_screen", ""])
      assert.deepEqual(featuresWanted([name]), []);
  });

  it("are split from the others, each list in its original order", () => {
    assert.deepEqual(splitCapabilities(["a", UPDATE, "b", SEND]), {
      ours: [UPDATE, SEND],
      others: ["a", "b"],
    });
    assert.deepEqual(splitCapabilities(["a", SEND], lacking), { ours: [SEND], others: ["a"] });
  });

  it("stay with the others if the host lacks only another feature", () => {
    assert.deepEqual(splitCapabilities(["a", SEND], []), { ours: [], others: ["a", SEND] });
  });

  it("are reported to the widget as requested if requested this time, and as approved if granted", () => {
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

  it("cannot be approved by a host that lacks the feature, whatever it says", () => {
    assert.deepEqual(
      withGranted({ requested: [], approved: ["a", SEND] }, { hidden: [], granted: [], lacking }),
      {
        requested: [],
        approved: ["a"],
      },
    );
  });
});

describe("the capabilities of sticky events", () => {
  const SEND_STICKY = "org.matrix.msc4407.send.sticky_event";
  const RECEIVE = "org.matrix.msc4407.receive.sticky_event";

  for (const name of [SEND_STICKY, RECEIVE, "org.matrix.msc4354.send_sticky_event"])
    it(`have, or once had, the name ${name}`, () => {
      assert.deepEqual(featuresWanted(["a", name]), ["sticky-events"]);
    });

  it("can be granted here only for sending: only the host can report a room's sticky events", () => {
    assert.deepEqual(grantable(["a", SEND, SEND_STICKY, RECEIVE]), ["a", SEND, SEND_STICKY]);
  });
});
