import assert from "node:assert/strict";
import fc from "fast-check";
import { advance, type DelayEvent } from "../../../src/delayed-events/delay.ts";
import { type CheckedDelay, nextCheck } from "../../../src/delayed-events/next-check.ts";

const intended: CheckedDelay = { state: "intended", delay: 8_000, intendedAt: 1_000 };
const accepted: DelayEvent = { kind: "accepted", delayId: "d", at: 2_000 };
const pending = advance(intended, accepted);

describe("the homeserver is asked about a delay", () => {
  it("when its time has passed, plus two seconds for sending", () => {
    assert.equal(nextCheck(pending), 12_000);
  });

  it("one delay later after a restart", () => {
    const restarted = advance(pending, { kind: "updated", action: "restart", by: "widget", at: 6_000 });
    assert.equal(nextCheck(restarted), 16_000);
  });

  it("at once if the homeserver no longer knows it", () => {
    assert.equal(nextCheck(advance(pending, { kind: "missing", at: 5_000 })), 5_000);
  });

  it("when the widget has given up, if no answer was recorded", () => {
    assert.equal(nextCheck(intended), 13_000);
  });

  it("soon, and once more in case a slow proxy held the request up, if no answer came", () => {
    const unknown = advance(intended, { kind: "unanswered", error: "timeout", at: 6_000 });
    assert.equal(nextCheck(unknown), 9_000);
    assert.equal(nextCheck({ ...unknown, checks: 1 }), 18_000);
    assert.equal(nextCheck({ ...unknown, checks: 2 }), undefined);
  });

  it("a second after it was accepted, if it may have been accepted twice", () => {
    assert.equal(nextCheck({ ...pending, mayHaveDuplicates: true }), 3_000);
    assert.equal(nextCheck({ ...pending, mayHaveDuplicates: false }), 12_000);
  });

  it("only once the homeserver accepts a resend if it must be sent again, and never after that", () => {
    const lost = advance(pending, { kind: "nowhere", at: 12_000 });
    const resendDue = { ...lost, resend: { notBefore: 20_000 } };
    assert.equal(nextCheck(resendDue), 20_000);
    assert.equal(nextCheck(advance(resendDue, { kind: "found", at: 20_000, resent: true })), undefined);
  });

  it("never for a resend if it was cancelled or sent meanwhile", () => {
    for (const action of ["cancel", "send"] as const) {
      const ended = advance(pending, { kind: "updated", action, by: "widget", at: 3_000 });
      assert.equal(nextCheck({ ...ended, resend: { notBefore: 4_000 } }), undefined);
    }
  });

  it("repeatedly while it cannot be reached, which says nothing about the delay", () => {
    const away = { ...pending, checkedAt: 12_000 };
    assert.equal(nextCheck({ ...away, unreached: 1 }), 15_000);
    assert.equal(nextCheck({ ...away, unreached: 2 }), 42_000);
    assert.equal(nextCheck({ ...away, unreached: 3 }), 312_000);
    assert.equal(nextCheck({ ...away, unreached: 100 }), 312_000);
    assert.equal(nextCheck({ ...away, unreached: 301 }), undefined);
    const unknown = advance(intended, { kind: "unanswered", error: "timeout", at: 6_000 });
    assert.equal(nextCheck({ ...unknown, checkedAt: 9_000, unreached: 3 }), 309_000);
  });

  it("never because it could not be reached, once the delay has ended", () => {
    const ended = advance(pending, { kind: "nowhere", at: 12_000 });
    assert.equal(nextCheck({ ...ended, checkedAt: 12_000, unreached: 1 }), undefined);
  });

  it("never again once it has ended", () => {
    for (const event of [
      { kind: "updated", action: "send", by: "widget", at: 3_000 },
      { kind: "updated", action: "cancel", by: "user", at: 3_000 },
      { kind: "nowhere", at: 12_000 },
      { kind: "overruled", at: 12_000 },
    ] as const)
      assert.equal(nextCheck(advance(pending, event)), undefined);
  });

  it("a few times at most, at growing intervals, while it gives no answer about the delay", () => {
    const at = fc.nat(100_000);
    fc.assert(
      fc.property(at, at, fc.boolean(), (intendedAt, later, mayHaveDuplicates) => {
        const first = { ...intended, intendedAt };
        let delay: CheckedDelay = {
          ...advance(first, { kind: "accepted", delayId: "d", at: intendedAt + later }),
          mayHaveDuplicates,
        };
        let before = 0;
        for (let checks = 1; ; checks += 1) {
          const next = nextCheck(delay);
          if (next === undefined) break;
          assert.ok(next > before || before === 0, `${next} after ${before}`);
          assert.ok(checks < 5);
          before = next;
          delay = { ...delay, checks, checkedAt: next };
        }
      }),
    );
  });
});
