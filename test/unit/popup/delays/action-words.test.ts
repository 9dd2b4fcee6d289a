import assert from "node:assert/strict";
import { actionWords, warningWords } from "../../../../popup/delays/action-words.ts";

describe("the words on a delay's buttons", () => {
  const said = (purpose: "call-leave" | "message" | "state", delay = 10_800_000) =>
    (["restart", "send", "cancel"] as const).map((action) => actionWords(action, { purpose, delay }, "en"));

  it("describe the action on this event", () => {
    assert.deepEqual(said("call-leave", 18_000), [["holdBackFor", "18 sec"], ["leaveNow"], ["cancelLeave"]]);
    assert.deepEqual(said("message"), [["postponeTo", "3 hr"], ["sendNow"], ["cancelMessage"]]);
    assert.deepEqual(said("state", 90_000), [
      ["postponeTo", "1 min 30 sec"],
      ["changeNow"],
      ["cancelChange"],
    ]);
  });

  it("warn before an irreversible action, and name the consequence for a call", () => {
    assert.deepEqual(warningWords("send", "call-leave"), ["sendLeaveWarning"]);
    assert.deepEqual(warningWords("cancel", "call-leave"), ["cancelLeaveWarning"]);
    for (const purpose of ["message", "state"] as const)
      for (const action of ["send", "cancel"] as const)
        assert.doesNotMatch(warningWords(action, purpose)[0], /Leave/);
  });
});
