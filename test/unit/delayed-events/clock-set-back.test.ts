import assert from "node:assert/strict";
import { inPresentClock } from "../../../src/delayed-events/clock-set-back.ts";
import type { CheckedDelay } from "../../../src/delayed-events/next-check.ts";
import { isWithin } from "../../../src/delayed-events/times.ts";

const DAY = 86_400_000;
const delay: CheckedDelay = {
  state: "pending",
  delay: 18_000,
  intendedAt: DAY - 60_000,
  scheduledAt: DAY - 59_000,
  restartedAt: DAY,
  dueAt: DAY + 18_000,
};

describe("a delay's times, after the clock was set back", () => {
  it("keep their distances, and the latest past time becomes now", () => {
    const moved = { intendedAt: 40_000, scheduledAt: 41_000, restartedAt: 100_000, dueAt: 118_000 };
    assert.deepEqual(inPresentClock(delay, 100_000), { ...delay, ...moved });
  });

  it("include its end, its last check and its resend", () => {
    const resendDue = {
      ...delay,
      endedAt: DAY + 5_000,
      checkedAt: DAY + 9_000,
      resend: { notBefore: DAY + 10_000 },
    };
    const { endedAt, checkedAt, resend } = inPresentClock(resendDue, 100_000);
    assert.deepEqual([endedAt, checkedAt, resend], [96_000, 100_000, { notBefore: 101_000 }]);
  });

  it("stay if the clock was set back only by seconds or not at all, however far off the due time", () => {
    for (const now of [DAY - 9_000, DAY, DAY + 1e9]) assert.equal(inPresentClock(delay, now), delay);
    const longest = { ...delay, dueAt: 9e12 };
    assert.equal(inPresentClock(longest, DAY), longest);
  });
});

it("times are compared by their distance, whichever is later", () => {
  for (const [at, now] of [
    [1_000, 1_999],
    [1_999, 1_000],
  ] as const)
    assert.ok(isWithin(1_000, at, now));
  for (const [at, now] of [
    [1_000, 2_000],
    [2_000, 1_000],
  ] as const)
    assert.ok(!isWithin(1_000, at, now));
});
