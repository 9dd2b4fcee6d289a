import assert from "node:assert/strict";
import { RedTally } from "../../../../tools/testing/red.mjs";

describe("which test was red how often", () => {
  it("is a line for each, the most frequent first, with the runs of its own step", () => {
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

  it("counts a test once a run, though its hooks failed as well", () => {
    const tally = new RedTally();
    tally.add("unit", ["a site", "a site"]);
    assert.deepEqual(tally.lines(), ["1 of 1  unit: a site"]);
  });

  it("says that none was", () => {
    const tally = new RedTally();
    tally.add("unit", []);
    assert.deepEqual(tally.lines(), ["no test was red"]);
  });
});
