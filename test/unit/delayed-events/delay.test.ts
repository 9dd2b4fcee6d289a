import assert from "node:assert/strict";
import fc from "fast-check";
import { advance, type DelayEvent, type DelayLife, isPending } from "../../../src/delayed-events/delay.ts";
import { purposeOf } from "../../../src/delayed-events/purpose.ts";

const intended: DelayLife = { state: "intended", delay: 8_000 };
const pending = advance(intended, { kind: "accepted", delayId: "d", at: 1_000 });

describe("a delay's life", () => {
  it("is pending once the homeserver gave a delay_id, and due after its delay", () => {
    assert.deepEqual(pending, {
      state: "pending",
      delay: 8_000,
      delayId: "d",
      scheduledAt: 1_000,
      dueAt: 9_000,
    });
  });

  it("is due one delay after its last restart", () => {
    const restarted = advance(pending, { kind: "updated", action: "restart", at: 5_000 });
    assert.equal(restarted.state, "pending");
    assert.equal(restarted.restartedAt, 5_000);
    assert.equal(restarted.dueAt, 13_000);
  });

  it("ends sent or cancelled on request", () => {
    assert.equal(advance(pending, { kind: "updated", action: "send", at: 2 }).state, "sent");
    assert.equal(advance(pending, { kind: "updated", action: "cancel", at: 2 }).state, "cancelled");
  });

  it("is gone when the homeserver no longer has it", () => {
    const gone = advance(pending, { kind: "missing", at: 9_500 });
    assert.deepEqual([gone.state, gone.endedAt], ["gone", 9_500]);
  });

  it("says why it was refused", () => {
    const refused = advance(intended, { kind: "refused", error: "M_FORBIDDEN: no", at: 2 });
    assert.deepEqual([refused.state, refused.error], ["refused", "M_FORBIDDEN: no"]);
  });

  it("is unknown, not refused, when no answer came", () => {
    assert.equal(advance(intended, { kind: "unanswered", error: "timeout", at: 2 }).state, "unknown");
  });

  it("is not pending before the homeserver took it, nor after its time", () => {
    assert.equal(isPending(intended, 0), false);
    assert.equal(isPending(pending, 8_999), true);
    assert.equal(isPending(pending, 9_000), false);
  });

  it("never changes again once it has ended, and never from intended by an update", () => {
    const event: fc.Arbitrary<DelayEvent> = fc.oneof(
      fc.record({ kind: fc.constant("accepted" as const), delayId: fc.string(), at: fc.nat() }),
      fc.record({
        kind: fc.constantFrom("refused" as const, "unanswered" as const),
        error: fc.string(),
        at: fc.nat(),
      }),
      fc.record({
        kind: fc.constant("updated" as const),
        action: fc.constantFrom("restart" as const, "send" as const, "cancel" as const),
        at: fc.nat(),
      }),
      fc.record({ kind: fc.constant("missing" as const), at: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        let delay = intended;
        for (const next of events) {
          const after = advance(delay, next);
          if (delay.endedAt !== undefined) assert.equal(after, delay);
          if (delay.state === "intended" && (next.kind === "updated" || next.kind === "missing"))
            assert.equal(after, delay);
          if (after.state === "pending") assert.ok(after.delayId !== undefined && after.dueAt !== undefined);
          delay = after;
        }
      }),
    );
  });
});

describe("the purpose of a delayed event", () => {
  it("is leaving a call for a call's membership, sticky or state", () => {
    assert.equal(
      purposeOf({ type: "org.matrix.msc3401.call.member", stateKey: "_@a:x_D_m.call" }),
      "call-leave",
    );
    assert.equal(purposeOf({ type: "org.matrix.msc4143.rtc.member" }), "call-leave");
  });

  it("is a change of state with a state key, the empty one included", () => {
    assert.equal(purposeOf({ type: "m.room.topic", stateKey: "" }), "state");
  });

  it("is a message without one", () => {
    assert.equal(purposeOf({ type: "m.room.message" }), "message");
  });
});
