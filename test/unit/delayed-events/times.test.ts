import assert from "node:assert/strict";
import { after, asDuration, asTime, inClockHere, withinDates } from "../../../src/delayed-events/times.ts";

const NONSENSE = [-1, Number.NaN, Number.POSITIVE_INFINITY, null, undefined, "1000", {}];

describe("a time or a duration from outside", () => {
  it("is used unchanged if it is valid", () => {
    assert.deepEqual([asTime(0), asTime(1_700_000_000_000)], [0, 1_700_000_000_000]);
    assert.deepEqual([asDuration(0), asDuration(8_000.5)], [0, 8_000]);
  });

  it("is undefined if it is invalid; a duration that is too long becomes the longest one", () => {
    for (const value of [...NONSENSE, 1e300]) assert.equal(asTime(value), undefined);
    for (const value of NONSENSE.filter((each) => each !== Number.POSITIVE_INFINITY))
      assert.equal(asDuration(value), undefined);
    for (const value of [1e300, Number.POSITIVE_INFINITY])
      assert.equal(asDuration(value), Number.MAX_SAFE_INTEGER);
  });
});

describe("a time by another clock", () => {
  it("is converted by its age, whatever that clock shows", () => {
    assert.equal(inClockHere(4_000, 5_000, 100_000), 99_000);
  });

  it("is never in the future, and always a valid date", () => {
    assert.equal(inClockHere(6_000, 5_000, 100_000), 100_000);
    assert.equal(inClockHere(0, 1e14, 100_000), 0);
    for (const at of [1e300, -1e300, Number.NaN]) new Date(inClockHere(at, 0, 100_000)).toISOString();
  });
});

it("the end of the longest delay can be written as a date", () => {
  assert.ok(new Date(after(1_700_000_000_000, Number.MAX_SAFE_INTEGER)).toISOString());
  assert.equal(after(1_000, 500), 1_500);
  assert.deepEqual([withinDates(Number.NaN), withinDates(-1), withinDates(5)], [0, 0, 5]);
});
