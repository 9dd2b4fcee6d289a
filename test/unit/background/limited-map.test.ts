import assert from "node:assert/strict";
import { LimitedMap } from "../../../src/background/limited-map.ts";

describe("a limited map", () => {
  it("forgets what was set the longest time ago, once there is more than it may hold", () => {
    const map = new LimitedMap<string, number>(2);
    for (const [place, key] of ["a", "b", "c"].entries()) map.set(key, place);
    assert.deepEqual(
      [...map],
      [
        ["b", 1],
        ["c", 2],
      ],
    );
  });

  it("takes what is set again for new", () => {
    const map = new LimitedMap<string, number>(2);
    for (const key of ["a", "b", "a", "c"]) map.set(key, 1);
    assert.deepEqual([...map.keys()], ["a", "c"]);
  });

  it("forgets nothing while there is room", () => {
    const map = new LimitedMap<string, number>(2).set("a", 1).set("b", 2).set("b", 3);
    assert.deepEqual([map.get("a"), map.get("b")], [1, 3]);
  });
});
