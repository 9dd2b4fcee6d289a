import assert from "node:assert/strict";
import type { DisplayedState } from "../../../../popup/delays/displayed-state.ts";
import { endedWords } from "../../../../popup/delays/ended-words.ts";
import type { DelayView } from "../../../../src/messaging/views/delays.ts";
import { delayView } from "./delay-view.ts";

const wording = { say: ([key]: readonly [string, ...string[]]) => `<${key}>`, locale: "de" };
const said = (displayed: DisplayedState, change: Partial<DelayView> = {}) =>
  endedWords(delayView(change), displayed, wording);
const message = { purpose: "message" } as const;
const state = { purpose: "state", type: "m.room.\u202etopic" } as const;

describe("the words for a recently ended delay", () => {
  it("say that the user left the call only if the homeserver sent the leave when it was due", () => {
    assert.deepEqual(said("sent", { by: "time" }), ["endedTakenOut"]);
    for (const by of [{ by: "user" }, { by: "widget" }, {}] as const)
      assert.deepEqual(said("sent", by), ["endedLeft"]);
  });

  it("are in the past tense for a message, and for a change with its type, with hidden characters made visible", () => {
    assert.deepEqual(said("sent", message), ["endedMessageSent"]);
    assert.deepEqual(said("sent", state), ["endedChanged", "m.room.\\u202etopic"]);
    assert.deepEqual(said("cancelled", message), ["endedMessageCancelled"]);
    assert.deepEqual(said("cancelled"), ["endedLeaveCancelled"]);
  });

  it("say why it was dropped, if known", () => {
    assert.deepEqual(said("dropped", message), ["endedNotSent"]);
    assert.deepEqual(said("dropped", { ...message, blocker: "no-power" }), [
      "endedNotSentBecause",
      "<blockerNoPower>",
    ]);
    assert.deepEqual(said("dropped", { error: "M_FORBIDDEN" }), ["endedNotOutBecause", "M_FORBIDDEN"]);
  });

  it("do not say that it was dropped while it is to be sent again", () => {
    assert.deepEqual(said("dropped", { resendAt: 5, error: "M_FORBIDDEN" }), ["endedResendDue"]);
  });

  it("claim nothing that is not known", () => {
    for (const displayed of ["due", "overdue", "gone"] as const) {
      assert.deepEqual(said(displayed), ["endedLeaveUnsure"]);
      assert.deepEqual(said(displayed, message), ["endedMessageUnsure"]);
    }
    assert.deepEqual(said("refused"), ["endedRefused"]);
    assert.deepEqual(said("unknown"), ["endedUnanswered"]);
  });
});
