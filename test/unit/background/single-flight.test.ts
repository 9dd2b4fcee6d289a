import assert from "node:assert/strict";
import { SingleFlight } from "../../../src/background/single-flight.ts";

describe("a single-flight task", () => {
  /** Starts tasks that last until they are ended; `begun` names them in starting order. */
  function doing() {
    const flight = new SingleFlight<string>();
    const begun: string[] = [];
    const ends: ((error?: Error) => void)[] = [];
    const run = (name: string) =>
      flight.run(name, () => {
        begun.push(name);
        return new Promise((resolve, reject) => {
          ends.push((error) => (error ? reject(error) : resolve(`${name} ${begun.length}`)));
        });
      });
    return { flight, begun, ends, run };
  }

  it("is shared by all callers that ask for it meanwhile", async () => {
    const { begun, ends, run } = doing();
    const all = Promise.all([run("a"), run("a")]);
    ends[0]?.();
    assert.deepEqual([await all, begun], [["a 1", "a 1"], ["a"]]);
  });

  it("does not hold up tasks with another name", async () => {
    const { begun, run } = doing();
    void run("a");
    void run("b");
    assert.deepEqual(begun, ["a", "b"]);
  });

  it("can run again once it has ended, however it ended", async () => {
    for (const error of [undefined, new Error("no")]) {
      const { flight, begun, ends, run } = doing();
      const first = run("a").catch(() => undefined);
      assert.equal(flight.isUnderWay("a"), true);
      ends[0]?.(error);
      await first;
      assert.equal(flight.isUnderWay("a"), false);
      void run("a");
      assert.deepEqual(begun, ["a", "a"]);
    }
  });

  it("fails for all callers that wait for it", async () => {
    const { ends, run } = doing();
    const both = [run("a"), run("a")];
    ends[0]?.(new Error("no"));
    for (const one of both) await assert.rejects(one, /no/);
  });
});
