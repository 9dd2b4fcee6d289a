import assert from "node:assert/strict";
import { RedTally } from "../../../../tools/testing/red.mjs";

describe("the tally of failed tests", () => {
  it("has a line for each, most frequent first, with the number of runs of its step", () => {
    const tally = new RedTally();
    tally.add("browser (chromium)", []);
    tally.add("browser (firefox)", ["a popup opens"]);
    tally.add("browser (chromium)", ["a call ends"]);
    tally.add("browser (firefox)", ["a popup opens", "a call ends"]);
    tally.add("browser (firefox)", []);
    assert.deepEqual(tally.lines(), [
      "2 of 3  browser (firefox): a popup opens",
      "1 of 2  browser (chromium): a call ends",
      "1 of 3  browser (firefox): a call ends",
    ]);
  });

  it("counts a test once for each run, even if its hooks failed too", () => {
    const tally = new RedTally();
    tally.add("unit", ["a site", "a site"]);
    assert.deepEqual(tally.lines(), ["1 of 1  unit: a site"]);
  });

  it("says if none failed", () => {
    const tally = new RedTally();
    tally.add("unit", []);
    assert.deepEqual(tally.lines(), ["no test was red"]);
  });
});
