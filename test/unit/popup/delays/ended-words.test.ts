import assert from "node:assert/strict";
import type { DisplayedState } from "../../../../popup/delays/displayed-state.ts";
import { endedWords } from "../../../../popup/delays/ended-words.ts";
import type { DelayView } from "../../../../src/messaging/views/delays.ts";
import { delayView } from "../delays.ts";

const wording = { say: ([key]: readonly [string, ...string[]]) => `<${key}>`, locale: "de" };
const said = (displayed: DisplayedState, change: Partial<DelayView> = {}) =>
  endedWords(delayView(change), displayed, wording);
const message = { purpose: "message" } as const;
const state = { purpose: "state", type: "m.room.\u202etopic" } as const;

describe("what ended lately", () => {
  it("took the user out of the call only if the homeserver sent it when its time was up", () => {
    assert.deepEqual(said("sent", { by: "time" }), ["endedTakenOut"]);
    for (const by of [{ by: "user" }, { by: "widget" }, {}] as const)
      assert.deepEqual(said("sent", by), ["endedLeft"]);
  });

  it("is worded in the past tense, with the type of a state change, whose hidden characters are visible", () => {
    assert.deepEqual(said("sent", message), ["endedMessageSent"]);
    assert.deepEqual(said("sent", state), ["endedChanged", "m.room.\\u202etopic"]);
    assert.deepEqual(said("cancelled", message), ["endedMessageCancelled"]);
    assert.deepEqual(said("cancelled"), ["endedLeaveCancelled"]);
  });

  it("says why it was dropped, if known", () => {
    assert.deepEqual(said("dropped", message), ["endedNotSent"]);
    assert.deepEqual(said("dropped", { ...message, blocker: "no-power" }), [
      "endedNotSentBecause",
      "<blockerNoPower>",
    ]);
    assert.deepEqual(said("dropped", { error: "M_FORBIDDEN" }), ["endedNotOutBecause", "M_FORBIDDEN"]);
  });

  it("is not called dropped while a resend is due", () => {
    assert.deepEqual(said("dropped", { resendAt: 5, error: "M_FORBIDDEN" }), ["endedResendDue"]);
  });

  it("claims nothing unknown", () => {
    for (const displayed of ["due", "overdue", "gone"] as const) {
      assert.deepEqual(said(displayed), ["endedLeaveUnsure"]);
      assert.deepEqual(said(displayed, message), ["endedMessageUnsure"]);
    }
    assert.deepEqual(said("refused"), ["endedRefused"]);
    assert.deepEqual(said("unknown"), ["endedUnanswered"]);
  });
});
