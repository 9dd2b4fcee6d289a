import assert from "node:assert/strict";
import { mock } from "node:test";
import { consentWindow, never, pass, question } from "./window-with.ts";

describe("the consent window", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setInterval"] }));
  afterEach(() => mock.timers.reset());

  describe("once no question is left", () => {
    it("says so for 3 s, then closes", async () => {
      const { model, background, state, closed } = consentWindow(["a"]);
      await model.refresh();
      background.queue = [];
      await model.refresh();
      assert.deepEqual(state().questions, []);
      await pass(2_999);
      assert.equal(closed.times, 0);
      await pass(1);
      assert.equal(closed.times, 1);
    });

    it("closes after 3 s even if changes keep being reported", async () => {
      const { model, background, closed } = consentWindow(["a"]);
      await model.refresh();
      background.queue = [];
      for (let passed = 0; passed < 3_000; passed += 300) {
        await model.refresh();
        await pass(300);
      }
      assert.equal(closed.times, 1);
    });

    it("polls once more before it closes, since closing means no", async () => {
      const { model, background, state, closed } = consentWindow(["a"]);
      await model.refresh();
      await model.answer("a", "once");
      background.queue = [question("b")];
      await pass(3_000);
      assert.deepEqual([closed.times, state().questions?.[0]?.id], [0, "b"]);
    });

    it("stays open for a question that arrives meanwhile", async () => {
      const { model, background, closed } = consentWindow([]);
      await model.refresh();
      background.queue = [question("b")];
      await pass(2_000);
      await model.refresh();
      await pass(60_000);
      assert.equal(closed.times, 0);
    });
  });

  describe("when the background is lost", () => {
    it("says so after 3 s, keeps the question and does not close", async () => {
      const { model, background, state, closed } = consentWindow(["a"]);
      model.start();
      await pass(0);
      background.silence = never;
      await pass(10_000);
      assert.equal(state().silent, false);
      await pass(3_000);
      assert.deepEqual([state().silent, state().questions?.length, closed.times], [true, 1, 0]);
    });

    it("says so at once if there is no background, or the answer is not a list of questions", async () => {
      for (const silence of [
        () => Promise.reject(new Error("no receiver")),
        () => undefined,
        () => [{ id: "a" }],
        () => [{ ...question("a"), features: undefined }],
        () => [{ ...question("a"), features: "all" }],
        () => ({ ok: true }),
      ]) {
        const { model, background, state } = consentWindow([]);
        background.silence = silence;
        await model.refresh();
        assert.deepEqual([state().silent, state().questions], [true, undefined]);
      }
    });

    it("says so when an answer was lost, and lets the user answer again", async () => {
      const { model, background, asked, state } = consentWindow(["a"]);
      await model.refresh();
      background.silence = never;
      void model.answer("a", "no");
      await pass(3_000);
      assert.deepEqual([state().silent, state().answering], [true, undefined]);
      background.silence = undefined;
      await model.answer("a", "no");
      assert.equal(asked.filter(({ ask }) => ask === "consent-answer").length, 2);
    });

    it("continues when the background is back", async () => {
      const { model, background, state } = consentWindow(["a"]);
      background.silence = () => undefined;
      await model.refresh();
      background.silence = undefined;
      await model.refresh();
      assert.deepEqual([state().silent, state().questions?.length], [false, 1]);
    });
  });
});
