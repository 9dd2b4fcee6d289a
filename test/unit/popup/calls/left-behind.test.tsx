import assert from "node:assert/strict";
import { render } from "preact";
import sentences from "../../../../_locales/en/messages.json" with { type: "json" };
import type { CallMembership, LeaveOutcome } from "../../../../src/messaging/views/calls.ts";
import { type SmallNode, withSmallDocument } from "../../../environment/popup/small-document.ts";

const HOSTILE = "evil\u202e\u3164";
const call = (change: Partial<CallMembership> = {}): CallMembership => ({
  userId: "@a:x",
  room: { id: "!r:x", name: "Standup" },
  from: "here",
  stateKey: "_@a:x_PHONE_m.call",
  type: "org.matrix.msc3401.call.member",
  since: 1,
  expiresAt: Date.now() + 60_000,
  ...change,
});

describe("the popup's list of calls that the user was left behind in", () => {
  let small: ReturnType<typeof withSmallDocument>;
  let LeftBehind: typeof import("../../../../popup/calls/left-behind.tsx").LeftBehind;
  before(async () => {
    small = withSmallDocument(sentences);
    // Imported only now, because the view looks up the browser's APIs as it loads.
    ({ LeftBehind } = await import("../../../../popup/calls/left-behind.tsx"));
  });
  const roots: SmallNode[] = [];
  afterEach(() => {
    for (const root of roots.splice(0)) render(null, root as never);
  });
  after(() => small.end());

  function shown(...calls: CallMembership[]): SmallNode {
    const root = small.newRoot();
    roots.push(root);
    render(<LeftBehind calls={calls} leaveCall={async () => undefined} />, root as never);
    return root;
  }

  it("is absent without calls", () => {
    assert.deepEqual(shown().words, []);
  });

  it("has each call with its room and a way to leave, and names no account if there is only one", () => {
    const root = shown(call(), call({ room: { id: "!other:x" } }));
    assert.deepEqual([root.all("left-behind-call").length, root.all("leave-call").length], [2, 2]);
    for (const word of ["Still in a call", "Standup", "!other:x"]) assert.ok(root.words.includes(word), word);
    assert.ok(!root.words.includes("@a:x"));
  });

  it("names the accounts if there are several", () => {
    const { words } = shown(call(), call({ userId: "@b:x" }));
    assert.ok(words.includes("@a:x") && words.includes("@b:x"));
  });

  it("folds expired calls away, and then does not say that others still see the user", () => {
    const old = call({ stateKey: "_@a:x_OLD", expiresAt: 1 });
    assert.equal(shown(call(), old).all("ran-out").length, 1);
    assert.equal(shown(call()).all("ran-out").length, 0);
    const { words } = shown(old);
    assert.ok(words.includes("Left over from calls"));
    assert.ok(!words.some((word) => word.startsWith("Others still see you")));
  });

  it("says what became of a call whose row goes: the user has left it, or was no longer in it", async () => {
    const said = async (outcome: LeaveOutcome) => {
      const root = small.newRoot();
      roots.push(root);
      const draw = (calls: CallMembership[]) =>
        render(<LeftBehind calls={calls} leaveCall={leave} />, root as never);
      const leave = async () => {
        if (outcome.ok || outcome.reason === "over") draw([]);
        return outcome;
      };
      draw([call()]);
      await root.all("leave-call")[0]?.press();
      await root.all("leave-yes")[0]?.press();
      return root.all("left-call")[0]?.words.join("");
    };
    assert.equal(await said({ ok: true }), sentences.leftCall.message);
    assert.equal(await said({ ok: false, error: "", reason: "over" }), sentences.leaveCallOver.message);
    assert.equal(await said({ ok: false, error: "", reason: "alive" }), "");
  });

  it("makes hidden characters in names visible", () => {
    const { words } = shown(call({ room: { id: "!r:x", name: HOSTILE } }), call({ userId: `@${HOSTILE}:x` }));
    assert.equal(words.filter((word) => word.includes("evil\\u202e")).length, 2);
    assert.ok(!words.some((word) => word.includes("\u202e")));
  });

  it("shows the others if one cannot be shown", async () => {
    const root = shown({ ...call(), room: undefined } as unknown as CallMembership, call());
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(root.all("left-behind-call").length, 1);
    assert.equal(root.all("unshowable").length, 1);
  });
});
