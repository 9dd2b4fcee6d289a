import assert from "node:assert/strict";
import fc from "fast-check";
import { listsOf, nextStateChange } from "../../../../popup/delays/lists.ts";
import type { DelayView } from "../../../../src/messaging/views/delays.ts";
import { delayView } from "./delay-view.ts";

const ids = (delays: DelayView[]) => delays.map(({ id }) => id);

describe("the popup's lists", () => {
  it("put the next due delay on top of the pending ones", () => {
    const late = delayView({ id: "late", delay: 9_000, dueAt: 9_000 });
    const soon = delayView({ id: "soon", delay: 5_000, dueAt: 5_000 });
    assert.deepEqual(ids(listsOf([late, soon], 0).pending), ["soon", "late"]);
  });

  it("put delays with problems above that", () => {
    const soon = delayView({ id: "soon", delay: 5_000, dueAt: 5_000 });
    const wrong = [{ unheld: true }, { blocker: "no-power" as const }, { hasSession: false }].map(
      (change, id) => delayView({ id: String(id), delay: 9_000, dueAt: 9_000, ...change }),
    );
    assert.deepEqual(ids(listsOf([soon, ...wrong], 0).pending), ["0", "1", "2", "soon"]);
  });

  it("are updated when a delay is due, and again when that is long enough ago", () => {
    const delays = [delayView({ dueAt: 18_000 }), delayView({ dueAt: 20_000 }), delayView({ state: "sent" })];
    assert.equal(nextStateChange(delays, 0), 18_000);
    assert.equal(nextStateChange(delays, 18_000), 20_000);
    assert.equal(nextStateChange(delays, 20_000), 48_000);
    assert.equal(nextStateChange(delays, 50_000), undefined);
    for (const dueAt of [Number.NaN, Number.NEGATIVE_INFINITY])
      assert.equal(nextStateChange([delayView({ dueAt })], 0), undefined);
  });

  it("keep the order of pending delays when one is restarted", () => {
    const first = delayView({ id: "first", scheduledAt: 0, delay: 10_000, dueAt: 10_000 });
    const second = delayView({ id: "second", scheduledAt: 1, delay: 10_000, dueAt: 10_001 });
    const restarted = { ...first, restartedAt: 5_000, dueAt: 15_000 };
    assert.deepEqual(ids(listsOf([first, second], 6_000).pending), ["first", "second"]);
    assert.deepEqual(ids(listsOf([second, restarted], 6_000).pending), ["first", "second"]);
  });

  it("leave a delay that is due right now in its place", () => {
    const { pending, earlier } = listsOf([delayView({ dueAt: 18_000 })], 18_001);
    assert.deepEqual([pending.length, earlier.length], [1, 0]);
  });

  it("move long overdue delays to the earlier ones", () => {
    const { pending, earlier } = listsOf([delayView({ dueAt: 18_000 })], 99_000);
    assert.deepEqual([pending.length, earlier.length], [0, 1]);
  });

  it("put the delay that ended last on top of the earlier ones", () => {
    const old = delayView({ id: "old", state: "sent", endedAt: 1 });
    const overdue = delayView({ id: "overdue", dueAt: 5 });
    const last = delayView({ id: "last", state: "cancelled", endedAt: 9 });
    assert.deepEqual(ids(listsOf([old, overdue, last], 99_000).earlier), ["last", "overdue", "old"]);
  });

  it("contain every delay once, and leave the background's answer unchanged", () => {
    const view = fc
      .record({
        id: fc.uuid(),
        state: fc.constantFrom("pending", "sent", "cancelled", "gone", "refused", "unknown" as const),
        dueAt: fc.nat(200_000),
        endedAt: fc.nat(200_000),
      })
      .map(delayView);
    fc.assert(
      fc.property(fc.uniqueArray(view, { selector: ({ id }) => id }), fc.nat(200_000), (delays, now) => {
        const before = ids(delays);
        const { pending, earlier } = listsOf(delays, now);
        assert.deepEqual(ids([...pending, ...earlier]).sort(), [...before].sort());
        assert.deepEqual(ids(delays), before);
      }),
    );
  });
});
