import assert from "node:assert/strict";
import fc from "fast-check";
import { advance, type DelayEvent } from "../../../src/delayed-events/delay.ts";
import { type LookedAfter, nextLook } from "../../../src/delayed-events/next-look.ts";

const intended: LookedAfter = { state: "intended", delay: 8_000, intendedAt: 1_000 };
const accepted: DelayEvent = { kind: "accepted", delayId: "d", at: 2_000 };
const pending = advance(intended, accepted);

describe("the homeserver is asked about a delay", () => {
  it("when its time has passed, with two seconds for the sending", () => {
    assert.equal(nextLook(pending), 12_000);
  });

  it("one delay later after a restart", () => {
    const restarted = advance(pending, { kind: "updated", action: "restart", by: "widget", at: 6_000 });
    assert.equal(nextLook(restarted), 16_000);
  });

  it("at once when the homeserver does not know it any more", () => {
    assert.equal(nextLook(advance(pending, { kind: "missing", at: 5_000 })), 5_000);
  });

  it("when the widget has given up, where no answer was written down", () => {
    assert.equal(nextLook(intended), 13_000);
  });

  it("soon, and once more for what a slow proxy held up, where no answer came", () => {
    const unknown = advance(intended, { kind: "unanswered", error: "timeout", at: 6_000 });
    assert.equal(nextLook(unknown), 9_000);
    assert.equal(nextLook({ ...unknown, looks: 1 }), 18_000);
    assert.equal(nextLook({ ...unknown, looks: 2 }), undefined);
  });

  it("a second after it was taken, where it may have been taken twice", () => {
    assert.equal(nextLook({ ...pending, mayHaveTwins: true }), 3_000);
    assert.equal(nextLook({ ...pending, mayHaveTwins: false }), 12_000);
  });

  it("not before the homeserver takes it again, where it is to be sent anew, and no more once it is", () => {
    const lost = advance(pending, { kind: "nowhere", at: 12_000 });
    const owed = { ...lost, resend: { notBefore: 20_000 } };
    assert.equal(nextLook(owed), 20_000);
    assert.equal(nextLook(advance(owed, { kind: "found", at: 20_000, anew: true })), undefined);
  });

  it("never to send anew what was cancelled or sent meanwhile", () => {
    for (const action of ["cancel", "send"] as const) {
      const ended = advance(pending, { kind: "updated", action, by: "widget", at: 3_000 });
      assert.equal(nextLook({ ...ended, resend: { notBefore: 4_000 } }), undefined);
    }
  });

  it("again and again while it cannot be reached, for that says nothing of the delay", () => {
    const away = { ...pending, lookedAt: 12_000 };
    assert.equal(nextLook({ ...away, unreached: 1 }), 15_000);
    assert.equal(nextLook({ ...away, unreached: 2 }), 42_000);
    assert.equal(nextLook({ ...away, unreached: 3 }), 312_000);
    assert.equal(nextLook({ ...away, unreached: 100 }), 312_000);
    assert.equal(nextLook({ ...away, unreached: 301 }), undefined);
    const unknown = advance(intended, { kind: "unanswered", error: "timeout", at: 6_000 });
    assert.equal(nextLook({ ...unknown, lookedAt: 9_000, unreached: 3 }), 309_000);
  });

  it("never because it was not reached, once it has ended", () => {
    const ended = advance(pending, { kind: "nowhere", at: 12_000 });
    assert.equal(nextLook({ ...ended, lookedAt: 12_000, unreached: 1 }), undefined);
  });

  it("no more once it has ended", () => {
    for (const event of [
      { kind: "updated", action: "send", by: "widget", at: 3_000 },
      { kind: "updated", action: "cancel", by: "user", at: 3_000 },
      { kind: "nowhere", at: 12_000 },
      { kind: "overruled", at: 12_000 },
    ] as const)
      assert.equal(nextLook(advance(pending, event)), undefined);
  });

  it("a few times at most, each later than the one before, while it cannot say", () => {
    const at = fc.nat(100_000);
    fc.assert(
      fc.property(at, at, fc.boolean(), (intendedAt, later, mayHaveTwins) => {
        const first = { ...intended, intendedAt };
        let delay: LookedAfter = {
          ...advance(first, { kind: "accepted", delayId: "d", at: intendedAt + later }),
          mayHaveTwins,
        };
        let before = 0;
        for (let looks = 1; ; looks += 1) {
          const next = nextLook(delay);
          if (next === undefined) break;
          assert.ok(next > before || before === 0, `${next} after ${before}`);
          assert.ok(looks < 5);
          before = next;
          delay = { ...delay, looks, lookedAt: next };
        }
      }),
    );
  });
});
