import assert from "node:assert/strict";
import {
  hasRunOut,
  membershipWords,
  notLeftWords,
  questionWords,
} from "../../../../popup/calls/call-words.ts";
import { createCalls } from "../../../../popup/calls/calls.ts";
import type { PageMessage } from "../../../../src/messaging/page-contract.ts";
import type { CallMembership, LeaveReason } from "../../../../src/messaging/views/calls.ts";

const CALL: CallMembership = {
  userId: "@a:x",
  room: { id: "!r:x", name: "Standup" },
  from: "here",
  type: "org.matrix.msc3401.call.member",
  stateKey: "_@a:x_PHONE_m.call",
};
const ACCOUNT = { userId: "@a:x", homeserver: "https://hs.example" };

/** The popup over tab 7, with a background that gives this answer. */
function aPopup(answer: (message: PageMessage) => unknown = () => [CALL]) {
  const asked: PageMessage[] = [];
  const shown: CallMembership[][] = [];
  const calls = createCalls({
    async ask(message) {
      asked.push(message);
      return answer(message);
    },
    tab: async () => ({ tabId: 7 }),
    show: (found) => void shown.push(found),
  });
  return { ...calls, asked, shown };
}

describe("the popup looks for calls that the user was left behind in", () => {
  it("once for each account, and not without one", async () => {
    const { checkOnce, asked, shown } = aPopup();
    await checkOnce(undefined);
    assert.deepEqual(asked, []);
    for (const account of [ACCOUNT, { ...ACCOUNT }]) await checkOnce(account);
    assert.deepEqual([asked, shown], [[{ ask: "memberships", tabId: 7 }], [[CALL]]]);
    await checkOnce({ ...ACCOUNT, userId: "@b:x" });
    assert.equal(asked.length, 2);
  });

  it("and changes nothing without an answer", async () => {
    const { checkOnce, shown } = aPopup(() => undefined);
    await checkOnce(ACCOUNT);
    assert.deepEqual(shown, []);
  });

  it("again after it has left one, named completely, and not if leaving failed", async () => {
    const leave = { ask: "leave-call", tabId: 7, userId: "@a:x", roomId: "!r:x" };
    const named = { ...leave, type: CALL.type, stateKey: CALL.stateKey };
    const done = aPopup(({ ask }) => (ask === "leave-call" ? { ok: true } : []));
    assert.deepEqual(await done.leave(CALL), { ok: true });
    assert.deepEqual(done.asked, [named, { ask: "memberships", tabId: 7 }]);
    const refused = aPopup(() => ({ ok: false, error: "alive", reason: "alive" }));
    assert.equal((await refused.leave(CALL))?.ok, false);
    assert.deepEqual(refused.asked, [named]);
    assert.equal(await aPopup(() => "what?").leave(CALL), undefined);
  });

  it("again if the user was no longer in the call, so its row goes away", async () => {
    const over = { ok: false, error: "over", reason: "over" };
    const popup = aPopup(({ ask }) => (ask === "leave-call" ? over : []));
    await popup.leave(CALL);
    assert.deepEqual(popup.asked.at(-1), { ask: "memberships", tabId: 7 });
  });
});

describe("the words for a call that the user was left behind in", () => {
  it("say since when, from where and until when, if known", () => {
    const whole = membershipWords({ ...CALL, since: 1_000, expiresAt: 9_000 }, 5_000, "en");
    assert.deepEqual(
      whole.map(([key]) => key),
      ["stuckSince", "stuckFromHere", "stuckUntil"],
    );
    const keys = (change: Partial<CallMembership>) =>
      membershipWords({ ...CALL, ...change }, 9_000, "en").map(([key]) => key);
    assert.deepEqual(keys({ from: "elsewhere", expiresAt: 9_000 }), ["stuckFromElsewhere", "stuckRanOut"]);
    assert.deepEqual(keys({ from: "unknown" }), []);
  });

  it("include the date for another day", () => {
    const at = (since: number) => membershipWords({ ...CALL, since }, 86_400_000 * 30, "en")[0]?.[1];
    assert.match(at(86_400_000 * 30) ?? "", /^\d+:\d\d\s[AP]M$/);
    assert.match(at(86_400_000 * 28) ?? "", /^Jan \d+, \d+:\d\d\s[AP]M$/);
  });

  it("say that a call has expired from its end on, and never without an end", () => {
    assert.deepEqual(
      [9_001, 9_000, undefined].map((expiresAt) =>
        hasRunOut({ ...CALL, ...(expiresAt !== undefined && { expiresAt }) }, 9_000),
      ),
      [false, true, false],
    );
  });

  it("name the room in the question, isolated from the sentence's direction, and the other devices", () => {
    assert.deepEqual(questionWords(CALL), [["leaveCallQuestion", "\u2068Standup\u2069"], ["leaveCallHere"]]);
    for (const from of ["elsewhere", "unknown"] as const)
      assert.deepEqual(questionWords({ ...CALL, from })[1], ["leaveCallElsewhere"]);
  });

  it("have a sentence for every refusal, and none for success", () => {
    const key = (outcome: Parameters<typeof notLeftWords>[0]) => notLeftWords(outcome, 1_000, "en")?.[0];
    const because = (reason: LeaveReason) => key({ ok: false, error: "", reason });
    assert.equal(key({ ok: true }), undefined);
    assert.equal(key(undefined), "updateUnanswered");
    assert.equal(because("alive"), "leaveCallAlive");
    assert.equal(because("other-device"), "leaveCallOtherDevice");
    assert.equal(because("unchecked"), "leaveCallUnchecked");
    assert.equal(because("over"), "leaveCallOver");
    assert.equal(because("not-allowed"), "leaveCallNotAllowed");
    assert.equal(because("limited"), "updateLimited");
    assert.equal(because("no-session"), "updateWithoutSession");
    assert.deepEqual(notLeftWords({ ok: false, error: "a\u202eb" }, 1_000, "en"), [
      "leaveCallFailed",
      "a\\u202eb",
    ]);
  });
});
