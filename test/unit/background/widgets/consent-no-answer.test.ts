import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { APPROVAL_WITHIN } from "../../../../src/messaging/answers.ts";
import { consentWith } from "./consent-with.ts";

const MINUTE = 60_000;

describe("unanswered consent", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("is refused after 60 s, and not before", async () => {
    const { consent, windows, ask } = consentWith();
    const asked = await ask();
    mock.timers.tick(MINUTE - 1);
    await turn();
    assert.equal(asked.answer, undefined);
    mock.timers.tick(1);
    await turn();
    assert.equal(asked.answer, false);
    assert.deepEqual([consent.questions(), windows.open], [[], false]);
  });

  it("is refused 60 s after it became the first question, however long it waited before", async () => {
    const { consent, ask, say } = consentWith();
    const [one, two] = [await ask({ widget: "https://widget.example/1" }), await ask()];
    mock.timers.tick(MINUTE - 2);
    await say("once");
    mock.timers.tick(MINUTE - 2);
    await turn();
    assert.deepEqual([one.answer, two.answer], [true, undefined]);
    mock.timers.tick(1);
    await turn();
    assert.deepEqual([two.answer, consent.questions()], [false, []]);
  });

  it("is refused one question at a time, the last before its widget stops waiting", async () => {
    const { consent, ask } = consentWith();
    const asked: { answer?: boolean }[] = [];
    for (let number = 0; number < 9; number += 1)
      asked.push(
        await ask({ widget: `https://${number}.example/`, client: `https://client${number % 2}.example` }),
      );
    const refused = () => asked.filter(({ answer }) => answer === false).length;
    for (const expected of [1, 2, 3]) {
      mock.timers.tick(MINUTE);
      await turn();
      assert.equal(refused(), expected);
    }
    mock.timers.tick(APPROVAL_WITHIN - 3 * MINUTE - 1);
    await turn();
    assert.deepEqual([refused(), consent.questions()], [9, []]);
  });

  it("is refused for every open question when the window is closed", async () => {
    const { consent, given, ask } = consentWith();
    const asked = [await ask(), await ask({ userId: "@bob:example.org" })];
    consent.closed();
    await turn();
    assert.deepEqual(
      asked.map(({ answer }) => answer),
      [false, false],
    );
    assert.deepEqual([consent.questions(), await given.seenFrom("default")], [[], []]);
  });

  it("is refused when the window does not open", async () => {
    const { consent, ask } = consentWith({ open: () => Promise.reject(new Error("no windows here")) });
    assert.equal((await ask()).answer, false);
    assert.deepEqual(consent.questions(), []);
  });

  it("is refused after a minute even if the window never appeared", async () => {
    const { ask } = consentWith({ open: () => new Promise(() => {}) });
    const asked = await ask();
    mock.timers.tick(MINUTE);
    await turn();
    assert.equal(asked.answer, false);
  });
});
