import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { createDelaysModel } from "../../../../popup/delays/model.ts";
import { EMPTY, type PopupState } from "../../../../popup/state.ts";
import type { PageMessage } from "../../../../src/messaging/page-contract.ts";
import type { DelayView } from "../../../../src/messaging/views/delays.ts";
import type { Outcome } from "../../../../src/messaging/views/outcomes.ts";
import type { Overview } from "../../../../src/messaging/views/overview.ts";
import { withTimeout } from "../../../../ui/with-timeout.ts";
import { delayView } from "./delay-view.ts";

type Answers = { [Ask in PageMessage["ask"]]?: (message: Extract<PageMessage, { ask: Ask }>) => unknown };

const never = () => new Promise(() => {});
const done: Outcome = { ok: true };

/** The delays part of a popup's model, with this list; `asked` are its requests to the background. */
function aModel(delays: DelayView[], answers: Answers = {}) {
  const asked: unknown[] = [];
  const overview: Overview = { diagnosis: "ready", delays, refused: [] };
  let state: PopupState = { ...EMPTY, overview };
  const ask = async (message: PageMessage) => {
    asked.push(message);
    const answer = answers[message.ask] as ((message: PageMessage) => unknown) | undefined;
    return answer?.(message) ?? (message.ask === "delays" ? { delays: state.overview?.delays } : done);
  };
  const model = createDelaysModel({
    ask,
    tab: async () => ({ tabId: 7 }),
    async outcomeOf(message, within = 10_000) {
      const asking = async () => ask(typeof message === "function" ? await message() : message);
      const answer = await withTimeout(asking, within);
      return answer === "silence" ? undefined : (answer as Outcome);
    },
    state: () => state,
    set(change) {
      state = { ...state, ...change };
    },
    async refresh() {
      asked.push("refresh");
    },
  });
  const ids = () => state.overview?.delays.map(({ id }) => id);
  return { model, asked, state: () => state, ids };
}

const [a, b] = [delayView({ id: "a" }), delayView({ id: "b" })];

describe("the popup's list of delays", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("requests only a delay that has changed, and leaves the others unchanged", async () => {
    const restarted = { ...a, restartedAt: 5, dueAt: 18_005 };
    const { model, asked, state } = aModel([a, b], { delays: () => ({ delays: [restarted] }) });
    await model.changed(["a"]);
    assert.deepEqual(asked, [{ ask: "delays", ids: ["a"], tabId: 7 }]);
    assert.deepEqual(state().overview?.delays, [restarted, b]);
    assert.equal(state().overview?.delays[1], b);
  });

  it("makes one more request for all that change during a request", async () => {
    const { model, asked } = aModel([a, b]);
    const first = model.changed(["a"]);
    for (let count = 0; count < 100; count += 1) void model.changed([count % 2 === 0 ? "a" : "b"]);
    await first;
    assert.deepEqual(
      asked.map((message) => (message as { ids: string[] }).ids),
      [["a"], ["a", "b"]],
    );
    await model.changed(["b"]);
    assert.equal(asked.length, 3);
  });

  it("adds new delays, and removes those that are gone", async () => {
    const { model, ids } = aModel([a, b], { delays: () => ({ delays: [delayView({ id: "c" })] }) });
    await model.changed(["a", "c"]);
    assert.deepEqual(ids(), ["b", "c"]);
  });

  it("shows a shortage when it begins, until it ends", async () => {
    const shortages = [{ of: "storage" as const }, undefined];
    const { model, state } = aModel([a], {
      delays: () => ({ delays: [a], shortage: shortages.shift() }),
    });
    await model.changed(["a"]);
    assert.deepEqual(state().overview?.shortage, { of: "storage" });
    await model.changed(["a"]);
    assert.equal(state().overview?.shortage, undefined);
  });

  it("requests delays again that changed during an overview's request, and otherwise nothing", async () => {
    const { model, asked } = aModel([a]);
    model.overviewAsked();
    model.overviewCame();
    assert.deepEqual(asked, []);
    model.overviewAsked();
    await model.changed(["a"]);
    model.overviewCame();
    await turn();
    assert.equal(asked.length, 2);
  });

  it("has the client's status checked again when a delay can no longer be restarted, and not at a restart", async () => {
    const answers = [a, { ...a, unheld: true }];
    const { model, asked } = aModel([a], { delays: () => ({ delays: [answers.shift()] }) });
    await model.changed(["a"]);
    assert.ok(!asked.includes("refresh"));
    await model.changed(["a"]);
    assert.ok(asked.includes("refresh"));
  });

  it("continues after an answer that never came", async () => {
    const answers = [never(), { delays: [b] }];
    const { model, ids } = aModel([a], { delays: () => answers.shift() });
    const lost = model.changed(["a"]);
    await turn();
    mock.timers.tick(10_000);
    await lost;
    await model.changed(["a", "b"]);
    assert.deepEqual(ids(), ["b"]);
  });

  describe("that were scheduled elsewhere", () => {
    const elsewhere = [delayView({ id: "e", elsewhere: true })];

    it("is requested once, and not again when something changes", async () => {
      const { model, asked, state } = aModel([a], {
        "delays-elsewhere": () => ({ delays: elsewhere, failed: false }),
      });
      await model.listElsewhere();
      for (let count = 0; count < 3; count += 1) await model.changed(["a"]);
      assert.deepEqual([state().elsewhere, state().elsewhereIs], [elsewhere, "listed"]);
      assert.equal(asked.filter((message) => (message as PageMessage).ask === "delays-elsewhere").length, 1);
    });

    it("says that it is unknown if a homeserver could not tell, or no answer came", async () => {
      const failed = aModel([], { "delays-elsewhere": () => ({ delays: elsewhere, failed: true }) });
      await failed.model.listElsewhere();
      assert.deepEqual([failed.state().elsewhere, failed.state().elsewhereIs], [elsewhere, "unknown"]);
      const { model, state } = aModel([], { "delays-elsewhere": never });
      const looking = model.listElsewhere();
      await turn();
      mock.timers.tick(10_000);
      await looking;
      assert.equal(state().elsewhereIs, "unknown");
    });

    it("forgets a delay that is gone once the user has acted on it", async () => {
      const { model, state } = aModel([a], {
        "delays-elsewhere": () => ({ delays: elsewhere, failed: false }),
        delays: () => ({ delays: [] }),
      });
      await model.listElsewhere();
      await model.update("e", "cancel");
      assert.deepEqual(state().elsewhere, []);
    });
  });

  describe("restarting, sending and cancelling", () => {
    it("makes one request, then requests the delay's new state", async () => {
      const { model, asked, state } = aModel([a]);
      assert.equal(await model.update("a", "restart"), true);
      assert.deepEqual(asked, [
        { ask: "update-delay", id: "a", action: "restart" },
        { ask: "delays", ids: ["a"], tabId: 7 },
      ]);
      assert.deepEqual(state().done, { id: "a", action: "restart" });
    });

    it("runs until the list shows it, and cannot be done twice meanwhile", async () => {
      const { model, asked, state } = aModel([a]);
      const first = model.update("a", "send");
      assert.equal(state().running.get("a"), "send");
      assert.equal(await model.update("a", "send"), false);
      await first;
      assert.equal(state().running.size, 0);
      assert.equal(asked.filter((message) => (message as PageMessage).ask === "update-delay").length, 1);
    });

    it("does not hold up another delay", async () => {
      const { model, state } = aModel([a, b], {
        "update-delay": ({ id }) => (id === "a" ? never() : done),
      });
      void model.update("a", "restart");
      assert.equal(await model.update("b", "restart"), true);
      assert.deepEqual([...state().running.keys()], ["a"]);
    });

    it("says why it failed, only at its own delay, and has the client's status checked", async () => {
      const refusal = { ok: false, error: "Too Many Requests", reason: "limited", at: 9 };
      const { model, state, asked } = aModel([a], { "update-delay": () => refusal });
      assert.equal(await model.update("a", "restart"), false);
      assert.deepEqual([...state().failures], [["a", { action: "restart", refusal }]]);
      assert.equal(state().done, undefined);
      assert.ok(asked.includes("refresh"));
    });

    it("has the client's status checked after a send or a cancel, and not after a restart", async () => {
      for (const action of ["send", "cancel", "restart"] as const) {
        const { model, asked } = aModel([a]);
        await model.update("a", action);
        assert.equal(asked.includes("refresh"), action !== "restart", action);
      }
      const { model, asked } = aModel([a]);
      await model.cancelAll("a", ["a"]);
      assert.ok(asked.includes("refresh"));
    });

    it("claims neither failure nor success if no answer came within 10 s", async () => {
      const { model, state } = aModel([a], { "update-delay": never });
      const updated = model.update("a", "cancel");
      await turn();
      mock.timers.tick(10_000);
      assert.equal(await updated, false);
      assert.deepEqual([...state().failures], [["a", { action: "cancel" }]]);
      assert.equal(state().done, undefined);
    });

    it("forgets the last failure of a delay when it is tried again", async () => {
      let works = false;
      const { model, state } = aModel([a], {
        "update-delay": () => (works ? done : { ok: false, error: "" }),
      });
      await model.update("a", "restart");
      assert.equal(state().failures.size, 1);
      works = true;
      await model.update("a", "restart");
      assert.equal(state().failures.size, 0);
    });

    it("cancels several with one request, which may take longer, and none that is being cancelled already", async () => {
      const { model, asked, state } = aModel([a, b], { "update-delay": never });
      void model.update("a", "cancel");
      const cancelling = model.cancelAll("b", ["a", "b"]);
      assert.deepEqual([...state().running.keys()], ["a", "b"]);
      mock.timers.tick(10_000);
      assert.equal(await cancelling, true);
      assert.deepEqual(asked[1], { ask: "cancel-delays", ids: ["b"] });
    });
  });

  it("says why cancelling all failed at the delay with that button", async () => {
    const refusal = { ok: false, error: "Too Many Requests", reason: "limited", at: 9 };
    const { model, state } = aModel([a, b], { "cancel-delays": () => refusal });
    assert.equal(await model.cancelAll("b", ["a", "b"]), false);
    assert.deepEqual([...state().failures], [["b", { action: "cancel", refusal }]]);
    assert.deepEqual([state().running.size, state().done], [0, undefined]);
  });

  it("clears ended delays: names the tab, and shows the rest or why it failed", async () => {
    const { model, asked } = aModel([a]);
    assert.deepEqual(await model.clearEnded(), done);
    assert.deepEqual(asked, [{ ask: "clear-ended", tabId: 7 }, "refresh"]);
    const refusal = { ok: false, error: "The disk is full" };
    const full = aModel([a], { "clear-ended": () => refusal });
    assert.deepEqual(await full.model.clearEnded(), refusal);
  });
});
