import assert from "node:assert/strict";
import type { DisplayedState } from "../../../popup/displayed-state.ts";
import { blockerWords, endingWords, sessionWords, type Wording } from "../../../popup/ending-words.ts";
import type { DelayView } from "../../../src/messaging/contract.ts";
import { delayView } from "./delays.ts";

const noon = new Date(2026, 0, 5, 12, 0, 0).getTime();
const wording: Wording = { say: ([key]) => `<${key}>`, locale: "de" };

const ending = (displayed: DisplayedState, change: Partial<DelayView> = {}, now = noon) =>
  endingWords(delayView({ dueAt: noon + 60_000, endedAt: noon, ...change }), displayed, now, wording);

describe("the words for what became of a delay", () => {
  it("say nothing while it is counted down", () => {
    assert.equal(ending("pending"), undefined);
  });

  it("say of one whose time has come when it was due, and not that it was sent", () => {
    const change = { dueAt: noon };
    assert.deepEqual(ending("due", change, noon + 1), ["due", "12:00:00"]);
    assert.deepEqual(ending("overdue", change, noon + 99_000), ["overdue", "12:00:00"]);
  });

  for (const [by, key] of [
    ["time", "sentByTime"],
    ["widget", "sentByWidget"],
    ["user", "sentByUser"],
    [undefined, "sent"],
  ] as const)
    it(`say who sent it, and when: ${by ?? "not known"}`, () => {
      assert.deepEqual(ending("sent", by && { by }), [key, "12:00:00"]);
    });

  it("say that it had to be sent again, without a delay", () => {
    assert.deepEqual(ending("sent", { by: "user", resent: true }), ["sentAnew", "12:00:00"]);
  });

  for (const [by, key] of [
    ["widget", "cancelledByWidget"],
    ["user", "cancelledByUser"],
    ["other-state", "cancelledByState"],
    ["postdate", "cancelledByPostdate"],
    [undefined, "cancelled"],
  ] as const)
    it(`say who cancelled it, and when: ${by ?? "not known"}`, () => {
      assert.deepEqual(ending("cancelled", by && { by }), [key, "12:00:00"]);
    });

  it("do not say of what is gone that it was sent", () => {
    assert.deepEqual(ending("gone"), ["gone", "12:00:00"]);
  });

  it("say that it came to nothing, and nothing of why where that is not known", () => {
    assert.deepEqual(ending("dropped"), ["dropped", "12:00:00"]);
  });

  it("say that it came to nothing, and why, where that was seen beforehand", () => {
    const because = ending("dropped", { blocker: "no-power" });
    assert.deepEqual(because, ["droppedBecause", "12:00:00", "<blockerNoPower>"]);
  });

  it("have the homeserver's own reason rather than what was seen beforehand", () => {
    const because = ending("dropped", { blocker: "no-power", error: "M_FORBIDDEN: no" });
    assert.deepEqual(because, ["droppedBecause", "12:00:00", "M_FORBIDDEN: no"]);
  });

  it("do not say that it came to nothing while it is still to be sent again", () => {
    assert.deepEqual(ending("dropped", { resendAt: noon + 9_000 }), ["resendDue", "12:00:09"]);
  });

  it("say why it was refused, and that there is no reason where there is none", () => {
    const refused = ending("refused", { error: "M_FORBIDDEN: no" });
    assert.deepEqual(refused, ["refused", "12:00:00", "M_FORBIDDEN: no"]);
    assert.deepEqual(ending("unknown"), ["unknown", "12:00:00", "<noReason>"]);
  });
});

describe("the words for what will come to nothing", () => {
  for (const [blocker, reason] of [
    ["not-in-room", "blockerNotInRoom"],
    ["no-power", "blockerNoPower"],
    ["foreign-state-key", "blockerForeignStateKey"],
    ["too-large", "blockerTooLarge"],
  ] as const)
    it(`say why: ${blocker}`, () => {
      const [words] = blockerWords(delayView({ blocker }), wording);
      assert.deepEqual(words, ["willBeDropped", `<${reason}>`]);
    });

  it("say of a call's leave that there is no safety net, and of nothing else", () => {
    const said = (purpose: DelayView["purpose"]) =>
      blockerWords(delayView({ purpose, blocker: "no-power" }), wording).map(([key]) => key);
    assert.deepEqual(said("call-leave"), ["willBeDropped", "noSafetyNet"]);
    assert.deepEqual(said("message"), ["willBeDropped"]);
    assert.deepEqual(said("state"), ["willBeDropped"]);
  });

  it("are none where nothing speaks against it", () => {
    assert.deepEqual(blockerWords(delayView(), wording), []);
  });
});

describe("the words for a delay whose account is logged out", () => {
  const loggedOut = delayView({ hasSession: false });
  const who = ["client.example", "@alice:example.org"];

  it("name the account and the client, and that it is sent all the same, while it is pending", () => {
    assert.deepEqual(sessionWords(loggedOut, "pending"), ["withoutSession", ...who]);
  });

  it("say that nobody can be asked, where it is not known what became of it", () => {
    for (const displayed of ["due", "overdue", "gone"] as const)
      assert.deepEqual(sessionWords(loggedOut, displayed), ["unheardWithoutSession", ...who]);
  });

  it("are none where it is known what became of it, and none for who is logged in", () => {
    for (const displayed of ["sent", "cancelled", "dropped", "refused", "unknown"] as const)
      assert.equal(sessionWords(loggedOut, displayed), undefined);
    assert.equal(sessionWords(delayView(), "pending"), undefined);
  });
});
