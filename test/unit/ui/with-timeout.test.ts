import assert from "node:assert/strict";
import { mock } from "node:test";
import { withTimeout } from "../../../ui/with-timeout.ts";

describe("a wait with a timeout", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("gives a result that comes in time", async () => {
    assert.equal(await withTimeout(async () => "answer", 1_000), "answer");
  });

  it("gives silence when the time is up, and not before", async () => {
    let result: unknown;
    const waiting = withTimeout(() => new Promise(() => {}), 1_000).then((what) => {
      result = what;
    });
    mock.timers.tick(999);
    await Promise.resolve();
    assert.equal(result, undefined);
    mock.timers.tick(1);
    await waiting;
    assert.equal(result, "silence");
  });

  it("gives silence at once if the request fails, or cannot even be sent", async () => {
    const fails = () => Promise.reject(new Error("no receiver"));
    const throws = () => {
      throw new Error("JSWindowActorChild cannot send at the moment");
    };
    assert.deepEqual(
      [await withTimeout(fails, 1_000), await withTimeout(throws, 1_000)],
      ["silence", "silence"],
    );
  });
});
