import assert from "node:assert/strict";
import { RedTally, reasonOf } from "../../../../tools/testing/red.mjs";

describe("the tally of failed tests", () => {
  const opens = { test: "a popup opens", why: "it is empty" };
  const ends = { test: "a call ends", why: "it goes on" };

  it("has a line for each, most frequent first, with the number of runs of its step", () => {
    const tally = new RedTally();
    tally.add("browser (chromium)", []);
    tally.add("browser (firefox)", [opens]);
    tally.add("browser (chromium)", [ends]);
    tally.add("browser (firefox)", [opens, ends]);
    tally.add("browser (firefox)", []);
    assert.deepEqual(tally.lines(), [
      "2 of 3  browser (firefox): a popup opens",
      "        it is empty",
      "1 of 2  browser (chromium): a call ends",
      "        it goes on",
      "1 of 3  browser (firefox): a call ends",
      "        it goes on",
    ]);
  });

  it("has a line below for each reason, in one line, and cut if it is long", () => {
    const tally = new RedTally();
    for (const why of ["not\n  equal", "not equal", "x".repeat(1_000)])
      tally.add("unit", [{ test: "a sum", why }]);
    assert.deepEqual(tally.lines(), [
      "3 of 3  unit: a sum",
      "        not equal",
      `        ${"x".repeat(199)}…`,
    ]);
  });

  it("counts a test once for each run, even if its hooks failed too", () => {
    const tally = new RedTally();
    tally.add("unit", [opens, opens]);
    assert.deepEqual(tally.lines(), ["1 of 1  unit: a popup opens", "        it is empty"]);
  });

  it("says if none failed", () => {
    const tally = new RedTally();
    assert.equal(tally.any, false);
    tally.add("unit", []);
    assert.equal(tally.any, false);
    assert.deepEqual(tally.lines(), ["no test was red"]);
    tally.add("unit", [ends]);
    assert.equal(tally.any, true);
  });
});

describe("the reason of a failed test", () => {
  it("is the error's message, followed by its cause's", () => {
    const cause = new Error("No answer", { cause: "it closed" });
    assert.equal(reasonOf(new Error("Not in time", { cause })), "Not in time (No answer (it closed))");
  });

  it("is the message alone if there is no cause", () => {
    assert.equal(reasonOf(new Error("Not in time")), "Not in time");
  });

  it("is whatever was thrown instead of an error", () => {
    assert.equal(reasonOf("skipped"), "skipped");
  });
});
