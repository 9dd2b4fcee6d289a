import assert from "node:assert/strict";
import type { DisplayedState } from "../../../../popup/delays/displayed-state.ts";
import { blockerWords, endingWords, sessionWords } from "../../../../popup/delays/ending-words.ts";
import type { Wording } from "../../../../popup/delays/wording.ts";
import type { DelayView } from "../../../../src/messaging/views/delays.ts";
import { delayView } from "./delay-view.ts";

const noon = new Date(2026, 0, 5, 12, 0, 0).getTime();
const wording: Wording = { say: ([key]) => `<${key}>`, locale: "de" };

const ending = (displayed: DisplayedState, change: Partial<DelayView> = {}, now = noon) =>
  endingWords(delayView({ dueAt: noon + 60_000, endedAt: noon, ...change }), displayed, now, wording);

describe("the words for a delay's ending", () => {
  it("say nothing during the countdown", () => {
    assert.equal(ending("pending"), undefined);
  });

  it("say when a due delay was due, not that it was sent", () => {
    const change = { dueAt: noon };
    assert.deepEqual(ending("due", change, noon + 1), ["due", "12:00:00"]);
    assert.deepEqual(ending("overdue", change, noon + 99_000), ["overdue", "12:00:00"]);
  });

  it("say that another device may have postponed its own due delay, which Postdate does not check", () => {
    const change = { dueAt: noon, elsewhere: true };
    assert.deepEqual(ending("due", change, noon + 1), ["dueElsewhere", "12:00:00"]);
    assert.deepEqual(ending("overdue", change, noon + 99_000), ["dueElsewhere", "12:00:00"]);
  });

  for (const [by, key] of [
    ["time", "sentByTime"],
    ["widget", "sentByWidget"],
    ["user", "sentByUser"],
    [undefined, "sent"],
  ] as const)
    it(`say who sent it and when: ${by ?? "not known"}`, () => {
      assert.deepEqual(ending("sent", by && { by }), [key, "12:00:00"]);
    });

  it("say that the event had to be sent again, without a delay", () => {
    assert.deepEqual(ending("sent", { by: "user", resent: true }), ["sentSecondTime", "12:00:00"]);
  });

  for (const [by, key] of [
    ["widget", "cancelledByWidget"],
    ["user", "cancelledByUser"],
    ["other-state", "cancelledByState"],
    ["postdate", "cancelledByPostdate"],
    [undefined, "cancelled"],
  ] as const)
    it(`say who cancelled it and when: ${by ?? "not known"}`, () => {
      assert.deepEqual(ending("cancelled", by && { by }), [key, "12:00:00"]);
    });

  it("do not claim that a gone delay was sent", () => {
    assert.deepEqual(ending("gone"), ["gone", "12:00:00"]);
  });

  it("translate a reason of Postdate's own, and quote any other unchanged", () => {
    const reasonFor = (error: string) => ending("refused", { error });
    assert.deepEqual(reasonFor("The homeserver answered too late"), [
      "refused",
      "12:00:00",
      "<errorTooLate>",
    ]);
    assert.deepEqual(reasonFor("M_UNKNOWN: too\u202elate"), [
      "refused",
      "12:00:00",
      "M_UNKNOWN: too\\u202elate",
    ]);
  });

  it("say that it was dropped, without an unknown reason", () => {
    assert.deepEqual(ending("dropped"), ["dropped", "12:00:00"]);
  });

  it("say that it was dropped, and why, if that was predicted", () => {
    const because = ending("dropped", { blocker: "no-power" });
    assert.deepEqual(because, ["droppedBecause", "12:00:00", "<blockerNoPower>"]);
  });

  it("prefer the homeserver's own reason to the predicted one", () => {
    const because = ending("dropped", { blocker: "no-power", error: "M_FORBIDDEN: no" });
    assert.deepEqual(because, ["droppedBecause", "12:00:00", "M_FORBIDDEN: no"]);
  });

  it("do not say that it was dropped while it is to be sent again", () => {
    assert.deepEqual(ending("dropped", { resendAt: noon + 9_000 }), ["resendDue", "12:00:09"]);
  });

  it("say why it was refused, or that no reason was given", () => {
    const refused = ending("refused", { error: "M_FORBIDDEN: no" });
    assert.deepEqual(refused, ["refused", "12:00:00", "M_FORBIDDEN: no"]);
    assert.deepEqual(ending("unknown"), ["unknown", "12:00:00", "<noReason>"]);
  });
});

describe("the words for a delay that will be dropped", () => {
  for (const [blocker, reason] of [
    ["not-in-room", "blockerNotInRoom"],
    ["no-power", "blockerNoPower"],
    ["foreign-state-key", "blockerForeignStateKey"],
    ["too-large", "blockerTooLarge"],
    ["not-canonical", "blockerNotCanonical"],
  ] as const)
    it(`say why: ${blocker}`, () => {
      const [words] = blockerWords(delayView({ blocker }), wording);
      assert.deepEqual(words, ["willBeDropped", `<${reason}>`]);
    });

  it("warn only for a call's leave that there is no safety net", () => {
    const said = (purpose: DelayView["purpose"]) =>
      blockerWords(delayView({ purpose, blocker: "no-power" }), wording).map(([key]) => key);
    assert.deepEqual(said("call-leave"), ["willBeDropped", "noSafetyNet"]);
    assert.deepEqual(said("message"), ["willBeDropped"]);
    assert.deepEqual(said("state"), ["willBeDropped"]);
  });

  it("say that a delay cannot be restarted, and what that means for a leave, unless it will be dropped anyway", () => {
    const said = (change: Partial<DelayView>) =>
      blockerWords(delayView({ unheld: true, ...change }), wording);
    assert.deepEqual(said({}), [["leaveUnheld"]]);
    assert.deepEqual(said({ purpose: "state" }), [["unheld"]]);
    assert.equal(said({ blocker: "no-power" })[0]?.[0], "willBeDropped");
  });

  it("are none without a blocker", () => {
    assert.deepEqual(blockerWords(delayView(), wording), []);
  });
});

describe("the words for a delay whose account is logged out", () => {
  const loggedOut = delayView({ hasSession: false });
  const who = ["@alice:example.org", "client.example"];

  it("name the account and the client, and say that it will still be sent, while it is pending", () => {
    assert.deepEqual(sessionWords(loggedOut, "pending"), ["withoutSession", ...who]);
  });

  it("say that an unknown ending cannot be looked up", () => {
    for (const displayed of ["due", "overdue", "gone"] as const)
      assert.deepEqual(sessionWords(loggedOut, displayed), ["unheardWithoutSession", ...who]);
  });

  it("are none if its ending is known, or if the account is logged in", () => {
    for (const displayed of ["sent", "cancelled", "dropped", "refused", "unknown"] as const)
      assert.equal(sessionWords(loggedOut, displayed), undefined);
    assert.equal(sessionWords(delayView(), "pending"), undefined);
  });
});
