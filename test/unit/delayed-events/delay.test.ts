import assert from "node:assert/strict";
import fc from "fast-check";
import { advance, type DelayEvent, type DelayLife, isPending } from "../../../src/delayed-events/delay.ts";
import { purposeOf } from "../../../src/delayed-events/purpose.ts";

const intended: DelayLife = { state: "intended", delay: 8_000 };
const pending = advance(intended, { kind: "accepted", delayId: "d", at: 1_000 });

describe("a delay's life", () => {
  it("is pending once the homeserver has given a delay_id, and due after its delay", () => {
    assert.deepEqual(pending, {
      state: "pending",
      delay: 8_000,
      delayId: "d",
      scheduledAt: 1_000,
      dueAt: 9_000,
    });
  });

  it("is due one delay after its last restart", () => {
    const restarted = advance(pending, { kind: "updated", action: "restart", by: "widget", at: 5_000 });
    assert.equal(restarted.state, "pending");
    assert.equal(restarted.restartedAt, 5_000);
    assert.equal(restarted.dueAt, 13_000);
  });

  it("ends sent or cancelled on request, and records who made the request", () => {
    const sent = advance(pending, { kind: "updated", action: "send", by: "widget", at: 2 });
    const cancelled = advance(pending, { kind: "updated", action: "cancel", by: "user", at: 2 });
    assert.deepEqual([sent.state, sent.by], ["sent", "widget"]);
    assert.deepEqual([cancelled.state, cancelled.by], ["cancelled", "user"]);
  });

  it("is gone when the homeserver no longer has it", () => {
    const gone = advance(pending, { kind: "missing", at: 9_500 });
    assert.deepEqual([gone.state, gone.endedAt], ["gone", 9_500]);
  });

  describe("once it is gone", () => {
    const gone = advance(pending, { kind: "missing", at: 9_500 });

    it("was sent on time if the room has it, at the time in the room", () => {
      const { state, by, endedAt } = advance(gone, { kind: "found", at: 9_060 });
      assert.deepEqual([state, by, endedAt], ["sent", "time", 9_060]);
    });

    it("was cancelled by another user's state if there is one", () => {
      const { state, by } = advance(gone, { kind: "overruled", at: 4_000 });
      assert.deepEqual([state, by], ["cancelled", "other-state"]);
    });

    it("was dropped if it is neither pending nor in the room, until it is sent again", () => {
      const lost = advance(gone, { kind: "nowhere", at: 12_000 });
      assert.equal(lost.state, "dropped");
      assert.equal(advance(lost, { kind: "found", at: 13_000 }), lost);
      const again = advance(lost, { kind: "found", at: 13_000, resent: true });
      assert.deepEqual([again.state, again.by, again.resent], ["sent", "user", true]);
    });

    it("is pending again if the homeserver lists it after all", () => {
      const listed = advance(gone, { kind: "listed", at: 9_000 });
      assert.deepEqual(
        [listed.state, listed.dueAt, listed.restartedAt, listed.endedAt],
        ["pending", 17_000, 9_000, undefined],
      );
    });

    it("cannot be ended again by an update", () => {
      for (const action of ["restart", "send", "cancel"] as const)
        assert.equal(advance(gone, { kind: "updated", action, by: "widget", at: 10_000 }), gone);
    });
  });

  it("is cancelled by the extension itself if no widget ever got its delay_id", () => {
    const unknown = advance(intended, { kind: "unanswered", error: "timeout", at: 2 });
    for (const lonely of [intended, unknown]) {
      const { state, by, delayId } = advance(lonely, { kind: "withdrawn", delayId: "d", at: 3 });
      assert.deepEqual([state, by, delayId], ["cancelled", "postdate", "d"]);
    }
  });

  it("has no restart if the homeserver lists its original due time", () => {
    const { restartedAt, dueAt } = advance(pending, { kind: "listed", at: 990 });
    assert.deepEqual([restartedAt, dueAt], [undefined, 8_990]);
  });

  it("has no restart either if the homeserver lists it without a start time", () => {
    const { restartedAt, dueAt } = advance(pending, { kind: "listed", at: 9_000, isUntold: true });
    assert.deepEqual([restartedAt, dueAt], [undefined, 17_000]);
  });

  it("says why it was refused", () => {
    const refused = advance(intended, { kind: "refused", error: "M_FORBIDDEN: no", at: 2 });
    assert.deepEqual([refused.state, refused.error], ["refused", "M_FORBIDDEN: no"]);
  });

  it("is unknown, not refused, if no answer came", () => {
    assert.equal(advance(intended, { kind: "unanswered", error: "timeout", at: 2 }).state, "unknown");
  });

  it("is not pending before the homeserver accepted it, nor after its time", () => {
    assert.equal(isPending(intended, 0), false);
    assert.equal(isPending(pending, 8_999), true);
    assert.equal(isPending(pending, 9_000), false);
  });

  it("ends for good once it is sent, cancelled or refused, and is never pending without a delay_id", () => {
    const at = fc.nat();
    const event: fc.Arbitrary<DelayEvent> = fc.oneof(
      fc.record({ kind: fc.constant("accepted" as const), delayId: fc.string(), at }),
      fc.record({
        kind: fc.constantFrom("refused" as const, "unanswered" as const),
        error: fc.string(),
        at,
      }),
      fc.record({
        kind: fc.constant("updated" as const),
        action: fc.constantFrom("restart" as const, "send" as const, "cancel" as const),
        by: fc.constantFrom("widget" as const, "user" as const),
        at,
      }),
      fc.record({
        kind: fc.constantFrom(
          "missing" as const,
          "listed" as const,
          "overruled" as const,
          "nowhere" as const,
        ),
        at,
      }),
      fc.record({ kind: fc.constant("found" as const), resent: fc.boolean(), at }),
      fc.record({ kind: fc.constant("withdrawn" as const), at }),
    );
    const last = ["sent", "cancelled", "refused"];
    fc.assert(
      fc.property(fc.array(event), (events) => {
        let delay = intended;
        for (const next of events) {
          const after = advance(delay, next);
          if (last.includes(delay.state)) assert.equal(after, delay);
          if (after.state === "pending") assert.ok(after.delayId !== undefined && after.dueAt !== undefined);
          assert.equal(after.endedAt === undefined, ["intended", "pending"].includes(after.state));
          delay = after;
        }
      }),
    );
  });
});

describe("a delayed event's purpose", () => {
  it("is to leave a call if it is a call membership, sticky or state", () => {
    assert.equal(
      purposeOf({ type: "org.matrix.msc3401.call.member", stateKey: "_@a:x_D_m.call" }),
      "call-leave",
    );
    assert.equal(purposeOf({ type: "org.matrix.msc4143.rtc.member" }), "call-leave");
  });

  it("is a state change if it has a state key, even an empty one", () => {
    assert.equal(purposeOf({ type: "m.room.topic", stateKey: "" }), "state");
  });

  it("is a message if it has none", () => {
    assert.equal(purposeOf({ type: "m.room.message" }), "message");
  });
});
