import assert from "node:assert/strict";
import fc from "fast-check";
import { pageWindow } from "../../../../popup/delays/page-window.ts";

describe("the part of a long list that is drawn", () => {
  const thousand = Array.from({ length: 1_000 }, () => 50);

  it("is the visible part and some lines around it", () => {
    assert.deepEqual(pageWindow(thousand, 0, 600), { from: 0, to: 20, before: 0, after: 49_000 });
    const { from, to } = pageWindow(thousand, 10_000, 600);
    assert.deepEqual([from, to], [192, 220]);
  });

  it("is at the start while the list is below the view, and at the end when it is above", () => {
    assert.deepEqual(pageWindow(thousand, -5_000, 600), { from: 0, to: 0, before: 0, after: 50_000 });
    const past = pageWindow(thousand, 90_000, 600);
    assert.deepEqual([past.before, past.after], [50_000, 0]);
  });

  it("never changes the list's height, and never leaves out a visible line, whatever the lines' heights", () => {
    const heights = fc.array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(heights, fc.integer({ min: -2_000, max: 100_000 }), fc.nat(2_000), (all, top, height) => {
        const { from, to, before, after } = pageWindow(all, top, height);
        const sum = (some: number[]) => some.reduce((total, each) => total + each, 0);
        assert.equal(before + sum(all.slice(from, to)) + after, sum(all));
        let at = 0;
        for (const [place, each] of all.entries()) {
          const isSeen = at + each > top && at < top + height;
          if (isSeen) assert.ok(place >= from && place < to, `line ${place}`);
          at += each;
        }
      }),
    );
  });
});
