import assert from "node:assert/strict";
import { placesIn, scrollTo, spanOf } from "../../../ui/fixed-window.ts";

describe("the window over a long list", () => {
  it("draws the visible rows and some around them, however long the list is", () => {
    assert.deepEqual(spanOf(50_000 * 20, 400, 20, 100_000), { from: 49_992, to: 50_028 });
  });

  it("draws no row beyond the ends", () => {
    assert.deepEqual(spanOf(0, 400, 20, 10), { from: 0, to: 10 });
    assert.deepEqual(spanOf(0, 400, 20, 0), { from: 0, to: 0 });
    // As when most rows have just been filtered away.
    assert.deepEqual(placesIn(spanOf(9_000, 400, 20, 5)), []);
  });

  it("scrolls as far as needed to show a whole row", () => {
    assert.equal(scrollTo(3, 100, 200, 20), 60);
    assert.equal(scrollTo(20, 100, 200, 20), 220);
  });

  it("does not scroll if the row is in view", () => {
    assert.equal(scrollTo(5, 100, 200, 20), undefined);
    assert.equal(scrollTo(14, 100, 200, 20), undefined);
  });
});
