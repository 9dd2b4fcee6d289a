import assert from "node:assert/strict";
import { mock } from "node:test";
import { gathered } from "../../../ui/gathered.ts";

describe("news that is gathered", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  function listener() {
    const heard: string[][] = [];
    return { heard, tell: gathered((ids) => heard.push(ids), 1_000) };
  }

  it("is passed on at once if no news came before", () => {
    const { heard, tell } = listener();
    tell(["a", "b"]);
    assert.deepEqual(heard, [["a", "b"]]);
  });

  it("is passed on together, each id once, when the time is over", () => {
    const { heard, tell } = listener();
    tell(["a"]);
    for (const id of ["b", "a", "b", "c"]) tell([id]);
    mock.timers.tick(999);
    assert.deepEqual(heard, [["a"]]);
    mock.timers.tick(1);
    assert.deepEqual(heard.slice(1), [["b", "a", "c"]]);
  });

  it("is gathered while more comes, and passed on at once again after a quiet time", () => {
    const { heard, tell } = listener();
    tell(["a"]);
    tell(["b"]);
    mock.timers.tick(1_000);
    tell(["c"]);
    assert.deepEqual(heard, [["a"], ["b"]]);
    mock.timers.tick(1_000);
    assert.deepEqual(heard.slice(2), [["c"]]);
    mock.timers.tick(1_000);
    tell(["d"]);
    assert.deepEqual(heard.slice(3), [["d"]]);
  });

  it("is not passed on if there is none", () => {
    const { heard, tell } = listener();
    tell([]);
    mock.timers.tick(5_000);
    assert.deepEqual(heard, []);
  });
});
