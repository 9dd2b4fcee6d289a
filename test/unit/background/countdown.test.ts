import assert from "node:assert/strict";
import { mock } from "node:test";
import { countdown } from "../../../src/background/countdown.ts";

describe("a countdown in the background", () => {
  afterEach(() => mock.timers.reset());

  it("decreases as time passes", async () => {
    const left = countdown(60_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(left() < 59_985 && left() > 0);
    assert.ok(countdown(-5)() < 0);
    assert.ok(Number.isInteger(left()));
  });

  it("is not affected by a clock that is set back or forward", () => {
    mock.timers.enable({ apis: ["Date"], now: 86_400_000 });
    const left = countdown(60_000);
    for (const now of [0, 1e12]) {
      mock.timers.setTime(now);
      assert.ok(left() > 30_000 && left() <= 60_000);
    }
  });
});
