import assert from "node:assert/strict";
import type { Beat, Lane } from "../../../../inspector/readings/lane.ts";
import { pictureOf } from "../../../../inspector/views/lane-picture.ts";

const beat = (serial: number, at: number, over: Partial<Beat> = {}): Beat => ({
  serial,
  at,
  action: serial === 1 ? "schedule" : "restart",
  outcome: "done",
  ...over,
});
const lane = (beats: Beat[], over: Partial<Lane> = {}): Lane => ({
  conversation: 1,
  delay: 10_000,
  since: 0,
  beats,
  gaps: [],
  end: { how: "ran-out", at: 15_000 },
  words: [],
  ...over,
});

describe("the picture of a delay", () => {
  it("draws a whole delay always at the same width, so a gap shows as a part of it", () => {
    const { bars } = pictureOf(lane([beat(1, 0), beat(2, 5_000)]));
    assert.deepEqual(
      bars.map(({ width, isLast }) => [width, isLast]),
      [
        [60, false],
        [120, true],
      ],
    );
    const minute = pictureOf(lane([beat(1, 0)], { delay: 60_000, end: { how: "fired", at: 60_000 } }));
    assert.equal(minute.bars[0]?.width, 120);
  });

  it("ends a bar if the next restart came too late", () => {
    const { bars, marks } = pictureOf(
      lane([beat(1, 0), beat(2, 30_000)], { end: { how: "ran-out", at: 40_000 } }),
    );
    assert.equal(bars[0]?.width, 120);
    assert.equal((marks[1]?.x ?? 0) - (marks[0]?.x ?? 0), 360);
  });

  it("marks a failed restart, which does not extend the bar", () => {
    const { bars, marks } = pictureOf(
      lane([beat(1, 0), beat(2, 5_000, { outcome: "failed" })], { end: { how: "fired", at: 10_000 } }),
    );
    assert.deepEqual([bars.length, marks.length, bars[0]?.width], [1, 2, 120]);
  });

  it("is drawn however many requests a file has", () => {
    const beats = Array.from({ length: 200_000 }, (_, at) => beat(at + 1, at));
    assert.equal(pictureOf(lane(beats)).marks.length, 200_000);
  });

  it("has the text of repeated failures once, until another one comes", () => {
    const failed = (serial: number, ...words: [string]) =>
      beat(serial, serial * 2_000, { outcome: "failed", words: ["inspectFailedByClient", ...words] });
    const { marks } = pictureOf(
      lane([beat(1, 0), failed(2, "a"), failed(3, "a"), beat(4, 8_000), failed(5, "a"), failed(6, "b")]),
    );
    assert.deepEqual(
      marks.map(({ isAsBefore }) => isAsBefore),
      [false, false, true, false, true, false],
    );
  });

  it("writes a gap's number only if it fits", () => {
    const gaps = [
      { from: 0, to: 1_000, isLongest: false },
      { from: 1_000, to: 9_000, isLongest: true },
    ];
    const { gaps: drawn } = pictureOf(lane([beat(1, 0)], { gaps }));
    assert.deepEqual(
      drawn.map(({ hasRoom }) => hasRoom),
      [false, true],
    );
  });

  it("stays within a width that browsers can draw, however long the call", () => {
    const beats = Array.from({ length: 3_000 }, (_, index) => beat(index + 1, index * 5_000));
    const { width } = pictureOf(lane(beats, { end: { how: "running", at: 15_000_000 } }));
    assert.ok(width < 13_000, `${width} px`);
  });

  for (const delay of [0, -1, Number.NaN, 1e300])
    it(`is drawn for any claimed delay: ${delay}`, () => {
      const { width, bars } = pictureOf(lane([beat(1, 0)], { delay, end: { how: "unknown", at: 0 } }));
      assert.ok([width, ...bars.map((bar) => bar.width)].every((each) => each > 0 && each < 13_000));
    });
});
