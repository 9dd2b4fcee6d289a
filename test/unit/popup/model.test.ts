import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { createModel, type PopupBrowser } from "../../../popup/model.ts";
import { EMPTY, type PopupState } from "../../../popup/state.ts";
import type { Overview, PageMessage } from "../../../src/messaging/contract.ts";

const OVERVIEW: Overview = { diagnosis: "ready", delays: [], consents: [], refused: [], unencrypted: false };
const CLIENT = { site: "https://client.example/*", on: false, missing: ["https://matrix.example/*"] };

type Answers = { [Ask in PageMessage["ask"]]?: (message: Extract<PageMessage, { ask: Ask }>) => unknown };

/** A model whose background gives these answers; `asked` lists every question, those for permissions included. */
function popup(answers: Answers = {}, browser: Partial<PopupBrowser> = {}) {
  const asked: unknown[] = [];
  let state: PopupState = EMPTY;
  const model = createModel(
    {
      async ask(message) {
        asked.push(message);
        const answer = answers[message.ask] as ((message: PageMessage) => unknown) | undefined;
        if (answer) return answer(message);
        return message.ask === "overview" ? OVERVIEW : { ok: true };
      },
      async request(patterns) {
        asked.push({ request: patterns });
        return true;
      },
      questionClosesPopup: false,
      tabId: async () => 7,
      async reloadTab(tabId) {
        asked.push({ reload: tabId });
      },
      async openPage(path) {
        asked.push({ open: path });
      },
      ...browser,
    },
    (next) => {
      state = next;
    },
  );
  return { model, asked, state: () => state };
}

const never = () => new Promise(() => {});

describe("the popup's model", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("reloads the tab, and looks again once the page has loaded", async () => {
    const { model, asked, state } = popup();
    await model.reload();
    assert.deepEqual(asked, [{ reload: 7 }, { ask: "overview", tabId: 7 }]);
    assert.equal(state().switching, false);
  });

  it("opens the inspector for its tab, or for all where it has none, and asks the background nothing", async () => {
    const { model, asked } = popup();
    await model.inspect();
    assert.deepEqual(asked, [{ open: "inspector/inspector.html?tab=7" }]);
    const other = popup({}, { tabId: async () => undefined });
    await other.model.inspect();
    assert.deepEqual(other.asked, [{ open: "inspector/inspector.html" }]);
  });

  it("opens the settings of its own tab's window, or of no tab if there is none", async () => {
    const { model, asked } = popup();
    await model.openSettings();
    assert.deepEqual(asked, [{ open: "options/options.html?tab=7" }]);
    const other = popup({}, { tabId: async () => undefined });
    await other.model.openSettings();
    assert.deepEqual(other.asked, [{ open: "options/options.html" }]);
  });

  it("leaves no error uncaught when every call to the browser throws, as in Firefox while a popup closes", async () => {
    const throws = () => {
      throw new Error("JSWindowActorChild cannot send at the moment");
    };
    const { model, state } = popup(
      {},
      { ask: throws, request: throws, tabId: throws, reloadTab: throws, openPage: throws },
    );
    const consent = {
      partition: "default",
      client: "https://client.example",
      userId: "@a:x",
      widget: "null",
    };
    await Promise.all([model.refresh(), model.reload(), model.openSettings(), model.allow(CLIENT)]);
    await Promise.all([model.switchOn(CLIENT), model.switchOff(CLIENT), model.update("a", "send")]);
    assert.equal(await model.clearEnded(), undefined);
    assert.equal(await model.letAsk(consent), undefined);
    assert.equal(state().silent, true);
  });

  describe("clearing ended delays", () => {
    it("names the tab, and shows what is left", async () => {
      const { model, asked, state } = popup();
      assert.deepEqual(await model.clearEnded(), { ok: true });
      assert.deepEqual(asked, [
        { ask: "clear-ended", tabId: 7 },
        { ask: "overview", tabId: 7 },
      ]);
      assert.deepEqual(state().overview, OVERVIEW);
    });

    it("says why it failed", async () => {
      const refusal = { ok: false, error: "The disk is full" };
      const { model } = popup({ "clear-ended": () => refusal });
      assert.deepEqual(await model.clearEnded(), refusal);
    });
  });

  describe("letting a widget ask again", () => {
    it("names the widget, client and partition, and shows what is left", async () => {
      const { model, asked } = popup();
      const refused = { partition: "default", client: "https://client.example", widget: "null" };
      assert.deepEqual(await model.letAsk(refused), { ok: true });
      assert.deepEqual(asked, [
        { ask: "let-ask", ...refused },
        { ask: "overview", tabId: 7 },
      ]);
    });
  });

  describe("asking for the overview", () => {
    it("names the tab, and shows the answer", async () => {
      const { model, asked, state } = popup();
      await model.refresh();
      assert.deepEqual(asked, [{ ask: "overview", tabId: 7 }]);
      assert.deepEqual([state().overview, state().silent], [OVERVIEW, false]);
    });

    it("names no tab if there is none", async () => {
      const { model, asked } = popup({}, { tabId: async () => undefined });
      await model.refresh();
      assert.deepEqual(asked, [{ ask: "overview" }]);
    });

    it("says after 2 s that the background is silent", async () => {
      const { model, state } = popup({ overview: never });
      const refreshed = model.refresh();
      await turn();
      mock.timers.tick(1_999);
      await turn();
      assert.equal(state().silent, false);
      mock.timers.tick(1);
      await refreshed;
      assert.equal(state().silent, true);
    });

    it("says at once that the background is silent if nobody is there, or the answer is malformed", async () => {
      for (const overview of [
        () => undefined,
        () => ({ ok: true }),
        () => Promise.reject(new Error("gone")),
      ]) {
        const { model, state } = popup({ overview });
        await model.refresh();
        assert.equal(state().silent, true);
      }
    });

    it("keeps showing the last answer while the next takes as long as a homeserver that is down", async () => {
      let slow = false;
      const { model, state } = popup({ overview: () => (slow ? never() : OVERVIEW) });
      await model.refresh();
      slow = true;
      void model.refresh();
      await turn();
      mock.timers.tick(5_000);
      await turn();
      assert.equal(state().silent, false);
    });
  });

  describe("restarting, sending and cancelling", () => {
    it("asks once, then for the overview", async () => {
      const { model, asked, state } = popup();
      assert.equal(await model.update("a", "restart"), true);
      assert.deepEqual(asked, [
        { ask: "update-delay", id: "a", action: "restart" },
        { ask: "overview", tabId: 7 },
      ]);
      assert.deepEqual(state().done, { id: "a", action: "restart" });
    });

    it("runs until the new overview arrives, and cannot be done twice meanwhile", async () => {
      const { model, asked, state } = popup();
      const first = model.update("a", "send");
      assert.equal(state().running.get("a"), "send");
      assert.equal(await model.update("a", "send"), false);
      await first;
      assert.equal(state().running.size, 0);
      assert.equal(asked.filter((message) => (message as PageMessage).ask === "update-delay").length, 1);
    });

    it("does not hold up another delay", async () => {
      const { model, state } = popup({ "update-delay": ({ id }) => (id === "a" ? never() : { ok: true }) });
      void model.update("a", "restart");
      assert.equal(await model.update("b", "restart"), true);
      assert.deepEqual([...state().running.keys()], ["a"]);
    });

    it("says why it failed, only at its own delay", async () => {
      const refusal = { ok: false, error: "Too Many Requests", reason: "limited", at: 9 };
      const { model, state } = popup({ "update-delay": () => refusal });
      assert.equal(await model.update("a", "restart"), false);
      assert.deepEqual([...state().failures], [["a", { action: "restart", refusal }]]);
      assert.equal(state().done, undefined);
    });

    it("claims neither failure nor success if no answer came within 10 s", async () => {
      const { model, state } = popup({ "update-delay": never });
      const updated = model.update("a", "cancel");
      await turn();
      mock.timers.tick(10_000);
      assert.equal(await updated, false);
      assert.deepEqual([...state().failures], [["a", { action: "cancel" }]]);
      assert.equal(state().done, undefined);
    });

    it("forgets the last failure of a delay when it is tried again", async () => {
      let works = false;
      const { model, state } = popup({
        "update-delay": () => (works ? { ok: true } : { ok: false, error: "" }),
      });
      await model.update("a", "restart");
      assert.equal(state().failures.size, 1);
      works = true;
      await model.update("a", "restart");
      assert.equal(state().failures.size, 0);
    });
  });

  describe("switching a site", () => {
    it("asks the browser for the site and its homeservers in the click itself", async () => {
      const { model, asked, state } = popup();
      const switched = model.switchOn(CLIENT);
      const inTheClick = [
        { ask: "switch-site", site: CLIENT.site, on: true },
        { request: [CLIENT.site, ...CLIENT.missing] },
      ];
      assert.deepEqual(asked, inTheClick);
      await switched;
      assert.deepEqual(asked.slice(2), [{ ask: "overview", tabId: 7 }]);
      assert.deepEqual([state().notice, state().switching], [["switchedOn"], false]);
    });

    it("stores the choice before the user has answered, and says that the browser is asking", async () => {
      const { model, asked, state } = popup({}, { request: never as PopupBrowser["request"] });
      void model.switchOn(CLIENT);
      await turn();
      assert.deepEqual(asked, [{ ask: "switch-site", site: CLIENT.site, on: true }]);
      assert.deepEqual([state().notice, state().switching], [["askingBrowser"], true]);
    });

    it("asks the browser only after the choice is stored if the browser's question closes the popup", async () => {
      let stored = (_: unknown) => {};
      const answer = new Promise((resolve) => {
        stored = resolve;
      });
      const { model, asked } = popup({ "switch-site": () => answer }, { questionClosesPopup: true });
      void model.switchOn(CLIENT);
      await turn();
      assert.equal(asked.length, 1);
      stored({ ok: true });
      await turn();
      assert.deepEqual(asked[1], { request: [CLIENT.site, ...CLIENT.missing] });
    });

    it("does not ask such a browser if the choice could not be stored", async () => {
      const full = { "switch-site": () => ({ ok: false, error: "storage is full" }) };
      const { model, asked, state } = popup(full, { questionClosesPopup: true });
      await model.switchOn(CLIENT);
      assert.ok(!asked.some((each) => "request" in (each as object)));
      assert.deepEqual(state().notice, ["switchFailed", "storage is full"]);
    });

    it("takes the choice back if the user refuses", async () => {
      const { model, asked, state } = popup({}, { request: async () => false });
      await model.switchOn(CLIENT);
      assert.deepEqual(asked.at(-2), { ask: "switch-site", site: CLIENT.site, on: false });
      assert.deepEqual(state().notice, ["notAllowed"]);
    });

    it("says why it failed, whoever failed", async () => {
      const refused = popup({}, { request: () => Promise.reject(new Error("no user gesture")) });
      await refused.model.switchOn(CLIENT);
      assert.deepEqual(refused.state().notice, ["switchFailed", "no user gesture"]);
      assert.deepEqual(refused.asked.at(-2), { ask: "switch-site", site: CLIENT.site, on: false });
      const broken = popup({ "switch-site": () => ({ ok: false, error: "storage is full" }) });
      await broken.model.switchOff(CLIENT);
      assert.deepEqual(broken.state().notice, ["switchFailed", "storage is full"]);
    });

    it("switches off without asking the browser", async () => {
      const { model, asked, state } = popup();
      await model.switchOff(CLIENT);
      assert.deepEqual(asked[0], { ask: "switch-site", site: CLIENT.site, on: false });
      assert.deepEqual(state().notice, ["switchedOff"]);
    });

    it("asks for the homeservers only if just those are missing, and switches nothing", async () => {
      const { model, asked, state } = popup();
      await model.allow({ ...CLIENT, on: true });
      assert.deepEqual(asked, [{ request: CLIENT.missing }, { ask: "overview", tabId: 7 }]);
      assert.deepEqual(state().notice, ["allowed"]);
    });
  });
});
