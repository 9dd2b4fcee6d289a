import assert from "node:assert/strict";
import { doneWords, failureWords, stillTrue } from "../../../../popup/delays/update-words.ts";
import type { Wording } from "../../../../popup/delays/wording.ts";
import type { Reason, Refusal } from "../../../../src/messaging/views/outcomes.ts";

const noon = new Date(2026, 0, 5, 12, 0, 0).getTime();
const refused = (reason?: Reason, at?: number): Refusal => ({
  ok: false,
  error: "Too Many Requests",
  ...(reason && { reason }),
  ...(at !== undefined && { at }),
});
const wording: Wording = { say: ([key]) => `<${key}>`, locale: "de" };
const words = (refusal: Refusal) => failureWords({ action: "send", refusal }, noon, wording);

describe("the words for an action that failed", () => {
  it("name the action and quote the homeserver", () => {
    for (const [action, key] of [
      ["restart", "restartFailed"],
      ["send", "sendFailed"],
      ["cancel", "cancelFailed"],
    ] as const)
      assert.deepEqual(failureWords({ action, refusal: refused() }, noon, wording), [
        key,
        "Too Many Requests",
      ]);
  });

  it("say that the action came too late if the homeserver no longer has the delay", () => {
    assert.deepEqual(words(refused("gone")), ["updateGone"]);
  });

  it("say how long the homeserver accepts no requests if the limit was reached", () => {
    assert.deepEqual(words(refused("limited", noon + 3_000)), ["updateLimited", "12:00:03"]);
  });

  it("say when the event will be sent if the homeserver has dropped it", () => {
    assert.deepEqual(words(refused("resend-due", noon + 12_000)), ["updateOwed", "12:00:12"]);
  });

  it("say that nobody is logged in, or that the delay was forgotten", () => {
    assert.deepEqual(words(refused("no-session")), ["updateWithoutSession"]);
    assert.deepEqual(words(refused("forgotten")), ["updateForgotten"]);
  });

  it("do not claim a failure if no answer came", () => {
    assert.deepEqual(failureWords({ action: "cancel" }, noon, wording), ["updateUnanswered"]);
  });
});

describe("a failure", () => {
  const failures = [undefined, "limited", "resend-due", "no-session"].map((reason) => ({
    action: "send" as const,
    refusal: refused(reason as Reason | undefined),
  }));

  it("is hidden once the delay was sent or cancelled anyway", () => {
    for (const failure of [...failures, { action: "send" as const }])
      for (const displayed of ["sent", "cancelled"] as const)
        assert.equal(stillTrue(failure, displayed), undefined);
  });

  it("is still shown then if the action came too late, and so had no effect", () => {
    const late = { action: "cancel" as const, refusal: refused("gone") };
    assert.equal(stillTrue(late, "sent"), late);
  });

  it("is shown while the delay is pending, or once it was dropped", () => {
    for (const failure of failures)
      for (const displayed of ["pending", "due", "gone", "dropped", "unknown"] as const)
        assert.equal(stillTrue(failure, displayed), failure);
  });
});

describe("the words for an action that succeeded", () => {
  it("name the action", () => {
    assert.deepEqual(doneWords("restart", {}), ["restartDone"]);
    assert.deepEqual(doneWords("send", {}), ["sendDone"]);
    assert.deepEqual(doneWords("cancel", undefined), ["cancelDone"]);
  });

  it("say that the event was sent again, if it was", () => {
    assert.deepEqual(doneWords("send", { resent: true }), ["sendSecondTimeDone"]);
  });

  it("do not say that for a restart", () => {
    assert.deepEqual(doneWords("restart", { resent: true }), ["restartDone"]);
  });
});
