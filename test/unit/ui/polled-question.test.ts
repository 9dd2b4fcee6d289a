import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { createPolledQuestion } from "../../../ui/polled-question.ts";

/** A question that the test answers, and each outcome. */
function questioned() {
  const asked: { resolve: (answer: string) => void; reject: (error: Error) => void }[] = [];
  const heard: string[] = [];
  const ask = createPolledQuestion(
    () => new Promise<string>((resolve, reject) => asked.push({ resolve, reject })),
    {
      timeout: () => 2_000,
      answered: (answer) => heard.push(answer),
      silent: () => heard.push("silence"),
    },
  );
  return { ask, asked, heard };
}

describe("a polled question", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("gives its answer", async () => {
    const { ask, asked, heard } = questioned();
    const done = ask();
    asked[0]?.resolve("first");
    await done;
    assert.deepEqual(heard, ["first"]);
  });

  it("is asked just once more, however many ask while it is open", async () => {
    const { ask, asked, heard } = questioned();
    const all = Promise.all([ask(), ask(), ask()]);
    assert.equal(asked.length, 1);
    asked[0]?.resolve("old");
    await turn();
    assert.equal(asked.length, 2);
    asked[1]?.resolve("fresh");
    await all;
    assert.deepEqual([asked.length, heard], [2, ["old", "fresh"]]);
  });

  it("is never asked again on its own", async () => {
    const { ask, asked } = questioned();
    const done = ask();
    asked[0]?.resolve("first");
    await done;
    mock.timers.tick(60_000);
    await turn();
    assert.equal(asked.length, 1);
  });

  it("counts as silence when its time is up, or at once if it fails", async () => {
    const { ask, asked, heard } = questioned();
    const slow = ask();
    await turn();
    mock.timers.tick(2_000);
    await slow;
    const failing = ask();
    asked[1]?.reject(new Error("no receiver"));
    await failing;
    assert.deepEqual(heard, ["silence", "silence"]);
  });

  it("accepts a late answer", async () => {
    const { ask, asked, heard } = questioned();
    const done = ask();
    await turn();
    mock.timers.tick(2_000);
    await done;
    asked[0]?.resolve("late");
    await turn();
    assert.deepEqual(heard, ["silence", "late"]);
  });

  it("drops an answer that is older than one already received", async () => {
    const { ask, asked, heard } = questioned();
    const first = ask();
    await turn();
    mock.timers.tick(2_000);
    await first;
    const second = ask();
    asked[1]?.resolve("fresh");
    await second;
    asked[0]?.resolve("stale");
    await turn();
    assert.deepEqual(heard, ["silence", "fresh"]);
  });

  it("leaves no timer running once it is answered", async () => {
    const { ask, asked, heard } = questioned();
    const done = ask();
    asked[0]?.resolve("first");
    await done;
    mock.timers.tick(60_000);
    await turn();
    assert.deepEqual(heard, ["first"]);
  });

  it("counts as silence if asking throws, and can be asked again", async () => {
    const heard: string[] = [];
    let throws = true;
    const ask = createPolledQuestion(
      () => {
        if (throws) throw new Error("cannot send at the moment");
        return Promise.resolve("answer");
      },
      {
        timeout: () => 2_000,
        answered: (answer) => heard.push(answer),
        silent: () => heard.push("silence"),
      },
    );
    await ask();
    throws = false;
    await ask();
    assert.deepEqual(heard, ["silence", "answer"]);
  });
});
