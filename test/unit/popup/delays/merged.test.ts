import assert from "node:assert/strict";
import { allOf, mergedInto } from "../../../../popup/delays/merged.ts";
import { EMPTY } from "../../../../popup/state.ts";
import type { Overview } from "../../../../src/messaging/contract.ts";
import { delayView } from "../delays.ts";

const [a, b] = [delayView({ id: "a" }), delayView({ id: "b" })];
const elsewhere = [delayView({ id: "e", elsewhere: true })];
const overview: Overview = {
  diagnosis: "ready",
  delays: [a, b],
  refused: [],
};

describe("what has changed in the popup's lists", () => {
  it("is nothing before there is a list, which will have it", () => {
    assert.deepEqual(mergedInto(EMPTY, ["a"], { delays: [a] }), {});
  });

  it("leaves what was scheduled elsewhere alone, unless it was asked about and is no more", () => {
    const lists = { overview, elsewhere };
    assert.equal(mergedInto(lists, ["a"], { delays: [a] }).elsewhere, undefined);
    assert.deepEqual(mergedInto(lists, ["e"], { delays: [] }).elsewhere, []);
  });
});

describe("all delays", () => {
  it("are the same list as before where nothing was scheduled elsewhere", () => {
    assert.equal(allOf({ here: overview.delays, elsewhere: [] }), overview.delays);
  });

  it("contain what the user acted on once, as it is here now", () => {
    const acted = delayView({ id: "e", elsewhere: true, state: "cancelled" });
    assert.deepEqual(allOf({ here: [a, acted], elsewhere }), [a, acted]);
    assert.deepEqual(allOf({ here: [a, b], elsewhere }), [a, b, ...elsewhere]);
  });
});
