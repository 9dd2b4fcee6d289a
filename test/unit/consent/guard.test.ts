import assert from "node:assert/strict";
import { mock } from "node:test";
import { createGuard } from "../../../consent/guard.ts";

function guarded() {
  const shown: boolean[] = [];
  return { guard: createGuard((open) => shown.push(open)), shown };
}

describe("the guard before a question's answers", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("is shut before the question appears", () => {
    assert.equal(guarded().guard.isOpen(), false);
  });

  it("opens when the question has been visible for half a second, and not before", () => {
    const { guard, shown } = guarded();
    guard.restart();
    mock.timers.tick(499);
    assert.deepEqual([guard.isOpen(), shown], [false, [false]]);
    mock.timers.tick(1);
    assert.deepEqual([guard.isOpen(), shown], [true, [false, true]]);
  });

  it("shuts at once when the question comes back into view", () => {
    const { guard } = guarded();
    guard.restart();
    mock.timers.tick(500);
    guard.restart();
    assert.equal(guard.isOpen(), false);
    mock.timers.tick(499);
    assert.equal(guard.isOpen(), false);
    mock.timers.tick(1);
    assert.equal(guard.isOpen(), true);
  });

  it("counts from the last time the question appeared", () => {
    const { guard } = guarded();
    for (let time = 0; time < 5; time += 1) {
      guard.restart();
      mock.timers.tick(400);
      assert.equal(guard.isOpen(), false);
    }
  });

  it("stays shut without further notice once the question is gone", () => {
    const { guard, shown } = guarded();
    guard.restart();
    guard.stop();
    mock.timers.tick(1_000);
    assert.deepEqual([guard.isOpen(), shown], [false, [false]]);
  });
});
