import assert from "node:assert/strict";
import { mock } from "node:test";
import { debounced } from "../../../../inspector/capture/debounced.ts";

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe("a debounced task", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  it("runs once for several calls, after the last, and all of them wait for its end", async () => {
    const runs: string[] = [];
    const ended: number[] = [];
    let end = () => {};
    const task = debounced(
      (key: string) => {
        runs.push(key);
        return new Promise<void>((resolve) => {
          end = resolve;
        });
      },
      100,
      1_000,
    );
    void task("a").then(() => ended.push(1));
    mock.timers.tick(99);
    void task("a").then(() => ended.push(2));
    mock.timers.tick(99);
    assert.deepEqual(runs, []);
    mock.timers.tick(1);
    await soon();
    assert.deepEqual([runs, ended], [["a"], []]);
    end();
    await soon();
    assert.deepEqual(ended, [1, 2]);
  });

  it("is put off for a second at most, however often it is called", async () => {
    const runs: string[] = [];
    const task = debounced(async (key: string) => void runs.push(key), 100, 1_000);
    for (let at = 0; at < 990; at += 90) {
      void task("a");
      mock.timers.tick(90);
    }
    assert.deepEqual(runs, []);
    void task("a");
    mock.timers.tick(10);
    assert.deepEqual(runs, ["a"]);
  });

  it("runs for each key, and again after it has run", async () => {
    const runs: string[] = [];
    const task = debounced(async (key: string) => void runs.push(key), 100, 1_000);
    const calls = [task("a"), task("b")];
    mock.timers.tick(100);
    await Promise.all(calls);
    const again = task("a");
    mock.timers.tick(100);
    await again;
    assert.deepEqual(runs, ["a", "b", "a"]);
  });

  it("ends even if the task fails", async () => {
    const task = debounced(async () => Promise.reject(new Error("no")), 100, 1_000);
    const call = task("a");
    mock.timers.tick(100);
    await call;
  });
});
