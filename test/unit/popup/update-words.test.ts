import assert from "node:assert/strict";
import { doneWords, failureWords, stillTrue } from "../../../popup/update-words.ts";
import type { Reason, Refusal } from "../../../src/messaging/contract.ts";

const noon = new Date(2026, 0, 5, 12, 0, 0).getTime();
const refused = (reason?: Reason, at?: number): Refusal => ({
  ok: false,
  error: "Too Many Requests",
  ...(reason && { reason }),
  ...(at !== undefined && { at }),
});
const words = (refusal: Refusal) => failureWords({ action: "send", refusal }, noon, "de");

describe("the words for an action that failed", () => {
  it("name the action and the homeserver's words", () => {
    for (const [action, key] of [
      ["restart", "restartFailed"],
      ["send", "sendFailed"],
      ["cancel", "cancelFailed"],
    ] as const)
      assert.deepEqual(failureWords({ action, refusal: refused() }, noon), [key, "Too Many Requests"]);
  });

  it("say that it came too late, where the homeserver has the delay no more", () => {
    assert.deepEqual(words(refused("gone")), ["updateGone"]);
  });

  it("say until when the homeserver takes nothing more, where it was over the limit", () => {
    assert.deepEqual(words(refused("limited", noon + 3_000)), ["updateLimited", "12:00:03"]);
  });

  it("say when it will be sent, where the homeserver has dropped it", () => {
    assert.deepEqual(words(refused("resend-due", noon + 12_000)), ["updateOwed", "12:00:12"]);
  });

  it("say that nobody is logged in, and that it was forgotten", () => {
    assert.deepEqual(words(refused("no-session")), ["updateWithoutSession"]);
    assert.deepEqual(words(refused("forgotten")), ["updateForgotten"]);
  });

  it("do not call it failed for certain when no answer came", () => {
    assert.deepEqual(failureWords({ action: "cancel" }, noon), ["updateUnanswered"]);
  });
});

describe("a failure", () => {
  const failures = [undefined, "limited", "resend-due", "no-session"].map((reason) => ({
    action: "send" as const,
    refusal: refused(reason as Reason | undefined),
  }));

  it("is shown no more once the delay was sent or cancelled all the same", () => {
    for (const failure of [...failures, { action: "send" as const }])
      for (const displayed of ["sent", "cancelled"] as const)
        assert.equal(stillTrue(failure, displayed), undefined);
  });

  it("is shown even then where the action came too late: that is why it did nothing", () => {
    const late = { action: "cancel" as const, refusal: refused("gone") };
    assert.equal(stillTrue(late, "sent"), late);
  });

  it("is shown as long as the delay is pending, or came to nothing", () => {
    for (const failure of failures)
      for (const displayed of ["pending", "due", "gone", "dropped", "unknown"] as const)
        assert.equal(stillTrue(failure, displayed), failure);
  });
});

describe("the words for an action that succeeded", () => {
  it("say which it was", () => {
    assert.deepEqual(doneWords("restart", {}), ["restartDone"]);
    assert.deepEqual(doneWords("send", {}), ["sendDone"]);
    assert.deepEqual(doneWords("cancel", undefined), ["cancelDone"]);
  });

  it("say that it was sent again, if it was", () => {
    assert.deepEqual(doneWords("send", { resent: true }), ["sendAnewDone"]);
  });

  it("do not say so of a restart", () => {
    assert.deepEqual(doneWords("restart", { resent: true }), ["restartDone"]);
  });
});
