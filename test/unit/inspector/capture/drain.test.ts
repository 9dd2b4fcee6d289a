import assert from "node:assert/strict";
import { createDrain } from "../../../../inspector/capture/drain.ts";

function aDrain(atMost: number) {
  const tasks: ((atMost: number) => void)[] = [];
  const portions: number[][] = [];
  const add = createDrain<number>(
    (task) => tasks.push(task),
    (items) => portions.push(items),
  );
  const run = () => tasks.shift()?.(atMost);
  return { add, run, tasks, portions };
}

describe("the captured entries", () => {
  it("are handed over together, and not too early", () => {
    const { add, run, portions } = aDrain(10);
    add([1, 2]);
    add([3]);
    assert.deepEqual(portions, []);
    run();
    assert.deepEqual(portions, [[1, 2, 3]]);
  });

  it("are handed over in portions if there are many, and none is lost or out of order", () => {
    const { add, run, portions } = aDrain(2);
    add([1, 2, 3]);
    run();
    add([4, 5]);
    run();
    run();
    assert.deepEqual(portions, [[1, 2], [3, 4], [5]]);
  });

  it("ask for time only while something waits, and only once", () => {
    const { add, run, tasks } = aDrain(2);
    add([]);
    assert.equal(tasks.length, 0);
    add([1]);
    add([2]);
    assert.equal(tasks.length, 1);
    run();
    assert.equal(tasks.length, 0);
  });
});
