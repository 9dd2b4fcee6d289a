import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { createModel } from "../../../consent/model.ts";
import { type ConsentState, START } from "../../../consent/state.ts";
import type { ConsentQuestion, PageMessage } from "../../../src/messaging/contract.ts";

function question(id: string): ConsentQuestion {
  return {
    id,
    widget: `https://widget.example/${id}`,
    client: "https://client.example",
    userId: "@alice:example.org",
  };
}

/** A window over a background that asks what is in `queue`; `asked` is what the background was asked. */
function consentWindow(ids: string[]) {
  const background = {
    queue: ids.map(question) as unknown,
    /** What becomes of an answer, or of anything if it is there. */
    outcome: (): unknown => ({ ok: true }),
    silence: undefined as undefined | (() => unknown),
  };
  const asked: PageMessage[] = [];
  const closed = { times: 0 };
  let state: ConsentState = START;
  const model = createModel(
    {
      async ask(message) {
        asked.push(message);
        if (background.silence) return background.silence();
        if (message.ask !== "consent-answer") return background.queue;
        const outcome = await background.outcome();
        background.queue = (background.queue as ConsentQuestion[]).filter(({ id }) => id !== message.id);
        return outcome;
      },
      close: () => {
        closed.times += 1;
      },
    },
    (next) => {
      state = next;
    },
  );
  const position = () => [state.before + 1, state.before + (state.questions?.length ?? 0)];
  return { model, background, asked, closed, state: () => state, position };
}

const never = () => new Promise(() => {});

/** Lets this many milliseconds pass, and what they bring about happen. */
async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  for (let times = 0; times < 3; times += 1) await turn();
}

describe("the window that asks for consent", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setInterval"] }));
  afterEach(() => mock.timers.reset());

  describe("looking for questions", () => {
    it("looks at once, and every 10 s again until it is ended", async () => {
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

    it("shows the one that was asked first", async () => {
      const { model, state, position } = consentWindow(["a", "b", "c"]);
      await model.refresh();
      assert.equal(state().questions?.[0]?.id, "a");
      assert.deepEqual(position(), [1, 3]);
    });

    it("counts those that come while it is open", async () => {
      const { model, background, position } = consentWindow(["a"]);
      await model.refresh();
      background.queue = ["a", "b"].map(question);
      await model.refresh();
      assert.deepEqual(position(), [1, 2]);
    });

    it("counts those that the background dropped as gone before", async () => {
      const { model, background, position } = consentWindow(["a", "b"]);
      await model.refresh();
      background.queue = [question("b")];
      await model.refresh();
      assert.deepEqual(position(), [2, 2]);
    });
  });

  describe("answering", () => {
    it("gives the answer to the question that was shown, then shows the next", async () => {
      const { model, asked, state, position, closed } = consentWindow(["a", "b"]);
      await model.refresh();
      await model.answer("a", "always");
      assert.deepEqual(asked[1], { ask: "consent-answer", id: "a", answer: "always" });
      assert.deepEqual([state().questions?.[0]?.id, position(), closed.times], ["b", [2, 2], 0]);
      assert.equal(state().answering, undefined);
    });

    it("gives no second answer while one is on its way", async () => {
      const { model, asked, background, state } = consentWindow(["a", "b"]);
      await model.refresh();
      background.outcome = never;
      void model.answer("a", "no");
      assert.equal(state().answering, "a");
      await model.answer("a", "always");
      await model.answer("b", "always");
      assert.equal(asked.filter(({ ask }) => ask === "consent-answer").length, 1);
    });

    it("asks the background nothing more after the last answer, as that closes the window", async () => {
      const { model, asked } = consentWindow(["a"]);
      await model.refresh();
      await model.answer("a", "once");
      assert.equal(asked.at(-1)?.ask, "consent-answer");
    });

    it("closes the window itself after 3 s where the background does not", async () => {
      const { model, closed } = consentWindow(["a"]);
      await model.refresh();
      await model.answer("a", "once");
      assert.equal(closed.times, 0);
      await pass(3_000);
      assert.equal(closed.times, 1);
    });

    it("does not look while an answer is on its way", async () => {
      const { model, background, asked } = consentWindow(["a"]);
      await model.refresh();
      background.outcome = never;
      void model.answer("a", "once");
      await model.refresh();
      assert.equal(asked.at(-1)?.ask, "consent-answer");
    });

    it("says why an answer did not count, and forgets it with the next", async () => {
      const { model, background, state, closed } = consentWindow(["a", "b"]);
      await model.refresh();
      background.outcome = () => ({ ok: false, error: "too late" });
      await model.answer("a", "once");
      assert.deepEqual([state().error, closed.times], ["too late", 0]);
      background.outcome = never;
      void model.answer("b", "once");
      assert.equal(state().error, undefined);
    });

    it("leaves the time to read why the last answer did not count", async () => {
      const { model, background, closed } = consentWindow(["a"]);
      await model.refresh();
      background.outcome = () => ({ ok: false, error: "too late" });
      await model.answer("a", "once");
      assert.equal(closed.times, 0);
      await pass(3_000);
      assert.equal(closed.times, 1);
    });
  });

  describe("when nothing is asked any more", () => {
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

    it("looks once more before it closes, since to close is to say no", async () => {
      const { model, background, state, closed } = consentWindow(["a"]);
      await model.refresh();
      await model.answer("a", "once");
      background.queue = [question("b")];
      await pass(3_000);
      assert.deepEqual([closed.times, state().questions?.[0]?.id], [0, "b"]);
    });

    it("stays open for a question that comes meanwhile", async () => {
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

    it("says so at once where nobody is there, or what comes is no question", async () => {
      for (const silence of [
        () => Promise.reject(new Error("no receiver")),
        () => undefined,
        () => [{ id: "a" }],
        () => ({ ok: true }),
      ]) {
        const { model, background, state } = consentWindow([]);
        background.silence = silence;
        await model.refresh();
        assert.deepEqual([state().silent, state().questions], [true, undefined]);
      }
    });

    it("says so when an answer was not taken, and takes it once more", async () => {
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

    it("goes on when it is there again", async () => {
      const { model, background, state } = consentWindow(["a"]);
      background.silence = () => undefined;
      await model.refresh();
      background.silence = undefined;
      await model.refresh();
      assert.deepEqual([state().silent, state().questions?.length], [false, 1]);
    });
  });
});
