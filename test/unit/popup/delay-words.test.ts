import assert from "node:assert/strict";
import {
  failureWords,
  originWords,
  purposeWords,
  restartWords,
  standingWords,
} from "../../../popup/delay-words.ts";
import { delayView } from "./delays.ts";

const noon = new Date(2026, 0, 5, 12, 0, 0).getTime();
const words = { noReason: "no reason", locale: "de" };

describe("the words for what a delay is for", () => {
  it("name what it does, not its type, for a call and a message", () => {
    assert.deepEqual(purposeWords({ purpose: "call-leave", type: "m.rtc.member" }), ["callLeave"]);
    assert.deepEqual(purposeWords({ purpose: "message", type: "m.room.message" }), ["message"]);
  });

  it("name the type of any other state event, with nothing hidden in it", () => {
    assert.deepEqual(purposeWords({ purpose: "state", type: "a\u202eb" }), ["stateChange", "a\\u202eb"]);
  });
});

describe("the words for where a delay comes from", () => {
  it("name the widget's and the client's host", () => {
    assert.deepEqual(originWords(delayView()), ["origins", "call.example", "client.example"]);
  });

  it("do not call a sandboxed widget null", () => {
    const sandboxed = delayView({ widget: { id: "w", origin: "null" } });
    assert.deepEqual(originWords(sandboxed), ["originsSandboxed", "client.example"]);
  });
});

describe("the words for the last restart", () => {
  it("say how long ago it was", () => {
    assert.deepEqual(restartWords(delayView({ restartedAt: 1_000 }), 4_500, "en"), ["restarted", "3s ago"]);
    assert.deepEqual(restartWords(delayView({ restartedAt: 1_000 }), 1_500, "en"), ["restartedNow"]);
  });

  it("say that a call's leave was never restarted", () => {
    assert.deepEqual(restartWords(delayView(), 5_000, "en"), ["notRestarted"]);
  });

  it("say nothing of what nobody is expected to restart", () => {
    for (const purpose of ["message", "state"] as const)
      assert.equal(restartWords(delayView({ purpose }), 5_000, "en"), undefined);
  });
});

describe("the words for what became of a delay", () => {
  it("say nothing while it is counted down", () => {
    assert.equal(standingWords("pending", delayView({ dueAt: noon }), noon - 1, words), undefined);
  });

  it("say of one that is due when it was, not when it was sent", () => {
    const due = delayView({ dueAt: noon });
    assert.deepEqual(standingWords("due", due, noon + 1, words), ["due", "12:00:00"]);
    assert.deepEqual(standingWords("overdue", due, noon + 99_000, words), ["overdue", "12:00:00"]);
  });

  it("say when it ended, not when it was due", () => {
    const ended = delayView({ dueAt: noon + 60_000, endedAt: noon });
    for (const standing of ["sent", "cancelled", "gone"] as const)
      assert.deepEqual(standingWords(standing, ended, noon, words), [standing, "12:00:00"]);
  });

  it("say why it was refused, and that there is no reason where there is none", () => {
    const refused = delayView({ endedAt: noon, error: "M_FORBIDDEN: no" });
    assert.deepEqual(standingWords("refused", refused, noon, words), [
      "refused",
      "12:00:00",
      "M_FORBIDDEN: no",
    ]);
    const unknown = delayView({ endedAt: noon });
    assert.deepEqual(standingWords("unknown", unknown, noon, words), ["unknown", "12:00:00", "no reason"]);
  });
});

describe("the words for an action that failed", () => {
  it("name the action and the error", () => {
    assert.deepEqual(failureWords({ action: "restart", error: "Too Many Requests" }), [
      "restartFailed",
      "Too Many Requests",
    ]);
  });

  it("do not call it failed for certain when no answer came", () => {
    assert.deepEqual(failureWords({ action: "cancel" }), ["updateUnanswered"]);
  });
});
