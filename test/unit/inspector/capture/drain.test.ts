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

describe("a batch of captured entries", () => {
  it("is handed over together, and not before its turn", () => {
    const { add, run, portions } = aDrain(10);
    add([1, 2]);
    add([3]);
    assert.deepEqual(portions, []);
    run();
    assert.deepEqual(portions, [[1, 2, 3]]);
  });

  it("is handed over in portions if it is large, without loss and in order", () => {
    const { add, run, portions } = aDrain(2);
    add([1, 2, 3]);
    run();
    add([4, 5]);
    run();
    run();
    assert.deepEqual(portions, [[1, 2], [3, 4], [5]]);
  });

  it("asks for a turn once, and only while entries wait", () => {
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
