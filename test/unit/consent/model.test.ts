import assert from "node:assert/strict";
import { mock } from "node:test";
import { consentWindow, never, pass, question } from "./window-with.ts";

describe("the consent window", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setInterval"] }));
  afterEach(() => mock.timers.reset());

  describe("looking for questions", () => {
    it("polls at once, then every 10 s until it ends", async () => {
      const { model, asked } = consentWindow(["a"]);
      const end = model.start();
      await pass(0);
      assert.equal(asked.length, 1);
      await pass(9_999);
      assert.equal(asked.length, 1);
      await pass(1);
      assert.equal(asked.length, 2);
      end();
      await pass(60_000);
      assert.equal(asked.length, 2);
    });

    it("shows the oldest question first", async () => {
      const { model, state, position } = consentWindow(["a", "b", "c"]);
      await model.refresh();
      assert.equal(state().questions?.[0]?.id, "a");
      assert.deepEqual(position(), [1, 3]);
    });

    it("counts questions that arrive while it is open", async () => {
      const { model, background, position } = consentWindow(["a"]);
      await model.refresh();
      background.queue = ["a", "b"].map(question);
      await model.refresh();
      assert.deepEqual(position(), [1, 2]);
    });

    it("does not count a question dropped unanswered, because a new background may ask it again", async () => {
      const { model, background, position } = consentWindow(["a"]);
      await model.refresh();
      background.queue = [question("a again")];
      await model.refresh();
      assert.deepEqual(position(), [1, 1]);
    });
  });

  it("leaves no error uncaught when every call to the browser throws", async () => {
    const { model, background, state } = consentWindow(["a"]);
    await model.refresh();
    background.throws = true;
    await model.answer("a", "once");
    await model.refresh();
    assert.equal(state().silent, true);
  });

  describe("answering", () => {
    it("answers the question that was shown, then shows the next", async () => {
      const { model, asked, state, position, closed } = consentWindow(["a", "b"]);
      await model.refresh();
      await model.answer("a", "always");
      assert.deepEqual(asked[1], { ask: "consent-answer", id: "a", answer: "always" });
      assert.deepEqual([state().questions?.[0]?.id, position(), closed.times], ["b", [2, 2], 0]);
      assert.equal(state().answering, undefined);
    });

    it("sends no second answer while one is on its way", async () => {
      const { model, asked, background, state } = consentWindow(["a", "b"]);
      await model.refresh();
      background.outcome = never;
      void model.answer("a", "no");
      assert.equal(state().answering, "a");
      await model.answer("a", "always");
      await model.answer("b", "always");
      assert.equal(asked.filter(({ ask }) => ask === "consent-answer").length, 1);
    });

    it("sends the background nothing after the last answer, which closes the window", async () => {
      const { model, asked } = consentWindow(["a"]);
      await model.refresh();
      await model.answer("a", "once");
      assert.equal(asked.at(-1)?.ask, "consent-answer");
    });

    it("closes the window itself after 3 s if the background does not", async () => {
      const { model, closed } = consentWindow(["a"]);
      await model.refresh();
      await model.answer("a", "once");
      assert.equal(closed.times, 0);
      await pass(3_000);
      assert.equal(closed.times, 1);
    });

    it("does not poll while an answer is on its way", async () => {
      const { model, background, asked } = consentWindow(["a"]);
      await model.refresh();
      background.outcome = never;
      void model.answer("a", "once");
      await model.refresh();
      assert.equal(asked.at(-1)?.ask, "consent-answer");
    });

    it("says why an answer did not count, until the next answer", async () => {
      const { model, background, state, closed } = consentWindow(["a", "b"]);
      await model.refresh();
      background.outcome = () => ({ ok: false, error: "too late" });
      await model.answer("a", "once");
      assert.deepEqual([state().tooLate, closed.times], [true, 0]);
      background.outcome = never;
      void model.answer("b", "once");
      assert.equal(state().tooLate, false);
    });

    it("leaves time to read why the last answer did not count", async () => {
      const { model, background, closed } = consentWindow(["a"]);
      await model.refresh();
      background.outcome = () => ({ ok: false, error: "too late" });
      await model.answer("a", "once");
      await pass(29_999);
      assert.equal(closed.times, 0);
      await pass(1);
      assert.equal(closed.times, 1);
    });
  });
});
