import assert from "node:assert/strict";
import { LimitedMap } from "../../../src/background/limited-map.ts";

describe("a limited map", () => {
  it("forgets the entry set longest ago once it exceeds its limit", () => {
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

  it("treats an entry that is set again as new", () => {
    const map = new LimitedMap<string, number>(2);
    for (const key of ["a", "b", "a", "c"]) map.set(key, 1);
    assert.deepEqual([...map.keys()], ["a", "c"]);
  });

  it("forgets nothing within its limit", () => {
    const map = new LimitedMap<string, number>(2).set("a", 1).set("b", 2).set("b", 3);
    assert.deepEqual([map.get("a"), map.get("b")], [1, 3]);
  });
});
