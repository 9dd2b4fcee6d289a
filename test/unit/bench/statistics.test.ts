import assert from "node:assert/strict";
import { orderIn, takeTurns } from "../../../bench/contest.ts";
import { median, medianOf, ratioOf } from "../../../bench/statistics.ts";

/** `count` numbers around a middle, spread evenly over a width. */
const around = (middle: number, width: number, count = 101) =>
  Array.from({ length: count }, (_, index) => middle + width * (index / (count - 1) - 0.5));

describe("a bench's median", () => {
  it("is the middle sample, or halfway between the middle two, in any order", () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([9, 1, 5, 6]), 5.5);
    assert.equal(median([7]), 7);
  });

  it("is not moved by one extreme sample", () => {
    assert.equal(median([1, 2, 3, 4, 1e9]), 3);
  });

  it("does not exist without samples", () => {
    assert.throws(() => median([]), RangeError);
  });

  it("lies in its interval, which narrows with more samples", () => {
    const [few, many] = [medianOf(around(10, 4, 11)), medianOf(around(10, 4, 401))];
    for (const { low, value, high } of [few, many]) assert.ok(low <= value && value <= high);
    assert.ok(many.high - many.low < (few.high - few.low) / 2);
  });

  it("has about the interval from theory: 1.96 × 1.25 × deviation ÷ √n for a nearly normal distribution", () => {
    // The sums of two uniform distributions have a triangular one.
    const samples = around(0, 1, 31).flatMap((one) => around(0, 1, 31).map((other) => one + other));
    const { low, high } = medianOf(samples);
    // A triangle's density in the middle is 1, so the median's deviation is 1 ÷ (2 √n).
    const expected = (2 * 1.96) / (2 * Math.sqrt(samples.length));
    assert.ok(high - low > expected * 0.6 && high - low < expected * 1.5, `${high - low} for ${expected}`);
  });

  it("has the same interval each time for the same samples", () => {
    const samples = around(3, 2);
    assert.deepEqual(medianOf(samples), medianOf(samples));
  });
});

describe("a bench's ratio", () => {
  it("says by what factor one takes longer than the other", () => {
    const { value, low, high } = ratioOf(around(24, 1), around(20, 1));
    assert.equal(value, 1.2);
    assert.ok(low > 1.17 && high < 1.23);
  });

  it("has 1 in its interval if there is no difference", () => {
    const { low, high } = ratioOf(around(20, 6), around(20.05, 6).reverse());
    assert.ok(low < 1 && high > 1);
  });

  it("is not blurred if whole rounds are slow", () => {
    const rounds = around(40, 60);
    const { low, high } = ratioOf(
      rounds.map((round) => round * 1.1),
      rounds,
    );
    assert.ok(low > 1.09 && high < 1.11);
  });

  it("does not exist for samples from different rounds", () => {
    assert.throws(() => ratioOf([1, 2], [1]), RangeError);
  });
});

describe("the arms of a bench", () => {
  it("take turns, each coming first in turn, so no arm always follows the same one", () => {
    const orders = Array.from({ length: 6 }, (_, round) => orderIn(round, ["a", "b", "c"]).join(""));
    assert.deepEqual(orders, ["abc", "bca", "cab", "cba", "acb", "bac"]);
  });

  it("count for as many rounds as requested, not for the warm-up rounds", async () => {
    let times = 0;
    const arm = async () => ({ part: times++ });
    const { part } = await takeTurns(["part"], { one: arm, other: arm }, 7);
    assert.deepEqual([part.one?.length, part.other?.length], [7, 7]);
    assert.ok(times > 14 && Math.min(...(part.one ?? []), ...(part.other ?? [])) >= times - 14);
  });
});
