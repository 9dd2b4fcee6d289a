import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { PopupBrowser } from "../../../../popup/popup-browser.ts";
import { CHOICE, popup } from "../a-popup.ts";

const FEATURES = ["delayed-events"];
const never = () => new Promise(() => {});
const { on: _, ...chosen } = CHOICE;
const STORED = { ask: "protect", ...chosen, tabId: 7, features: FEATURES };
const ASKED = { request: CHOICE.patterns };

describe("the popup's model, about the switch,", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  describe("switching a site on", () => {
    it("asks the browser in the click itself for all that the button has named, and stores the choice", async () => {
      const { model, asked, state } = popup();
      const switched = model.protect(CHOICE, FEATURES);
      assert.deepEqual(asked, [ASKED]);
      await switched;
      assert.deepEqual(asked, [ASKED, STORED, { ask: "overview", tabId: 7 }]);
      assert.deepEqual([state().notice, state().switching], [["protectedNow"], false]);
    });

    it("allows nothing where it names no widget", async () => {
      const { model, asked, state } = popup();
      await model.protect({ ...CHOICE, reload: false, widgets: [] }, FEATURES);
      assert.deepEqual(asked[1], { ...STORED, reload: false, widgets: [], features: [] });
      assert.deepEqual(state().notice, ["switchedOnReload"]);
    });

    it("says that the browser is asking until the user has answered, when the choice is already stored", async () => {
      const { model, asked, state } = popup({}, { request: never as PopupBrowser["request"] });
      void model.protect(CHOICE, FEATURES);
      await turn();
      assert.deepEqual(asked, [STORED]);
      assert.deepEqual([state().notice, state().switching], [["askingBrowser"], true]);
    });

    it("asks the browser only after the choice is stored if the browser's question closes the popup", async () => {
      let stored = (_: unknown) => {};
      const answer = new Promise((resolve) => {
        stored = resolve;
      });
      const { model, asked } = popup({ protect: () => answer }, { questionClosesPopup: true });
      void model.protect(CHOICE, FEATURES);
      await turn();
      assert.equal(asked.length, 1);
      stored({ ok: true });
      await turn();
      assert.deepEqual(asked[1], ASKED);
    });

    it("does not ask such a browser if the choice could not be stored", async () => {
      const full = { protect: () => ({ ok: false, error: "storage is full" }) };
      const { model, asked, state } = popup(full, { questionClosesPopup: true });
      await model.protect(CHOICE, FEATURES);
      assert.ok(!asked.some((each) => "request" in (each as object)));
      assert.deepEqual(state().notice, ["switchFailed", "storage is full"]);
    });

    const takenBack = [{ ask: "drop-choice" }, { ask: "switch-site", site: CHOICE.site, on: false }];
    it("takes the whole choice back if the user refuses", async () => {
      const { model, asked, state } = popup({}, { request: async () => false });
      await model.protect(CHOICE, FEATURES);
      assert.deepEqual(asked.slice(1, 3), takenBack);
      assert.deepEqual(state().notice, ["notAllowed"]);
    });

    it("leaves a site on that was on before if the user refuses it a widget", async () => {
      const { model, asked } = popup({}, { request: async () => false });
      await model.protect({ ...CHOICE, on: true }, FEATURES);
      assert.deepEqual(asked.slice(1), [{ ask: "drop-choice" }, { ask: "overview", tabId: 7 }]);
    });

    it("says why it failed, and takes the choice back", async () => {
      const refused = popup({}, { request: () => Promise.reject(new Error("no user gesture")) });
      await refused.model.protect(CHOICE, FEATURES);
      assert.deepEqual(refused.state().notice, ["switchFailed", "no user gesture"]);
      assert.deepEqual(refused.asked.slice(1, 3), takenBack);
    });
  });

  describe("opening", () => {
    it("says that the user refused, where the browser's question has closed the popup", async () => {
      const { model, asked, state } = popup({ "was-refused": () => true }, { questionClosesPopup: true });
      await model.opened();
      assert.deepEqual(asked, [{ ask: "was-refused", tabId: 7 }]);
      assert.deepEqual(state().notice, ["notAllowed"]);
    });

    it("says nothing if nothing was refused or nobody answers, and asks nothing of a browser that would have told", async () => {
      for (const answer of [async () => false, () => Promise.reject(new Error("gone"))]) {
        const { model, state } = popup({ "was-refused": answer }, { questionClosesPopup: true });
        await model.opened();
        assert.equal(state().notice, undefined);
      }
      const { model, asked } = popup({ "was-refused": () => true });
      await model.opened();
      assert.deepEqual(asked, []);
    });
  });

  it("switches off without asking the browser, and says why if it fails", async () => {
    const { model, asked, state } = popup();
    await model.switchOff(CHOICE);
    assert.deepEqual(asked[0], { ask: "switch-site", site: CHOICE.site, on: false });
    assert.deepEqual(state().notice, ["switchedOff"]);
    const broken = popup({ "switch-site": () => ({ ok: false, error: "storage is full" }) });
    await broken.model.switchOff(CHOICE);
    assert.deepEqual(broken.state().notice, ["switchFailed", "storage is full"]);
  });

  it("checks again: forgets first, then asks for the overview", async () => {
    const { model, asked, state } = popup();
    await model.checkAgain();
    assert.deepEqual(asked, [{ ask: "check-again" }, { ask: "overview", tabId: 7 }]);
    assert.deepEqual(state().notice, ["checked"]);
  });

  it("checks again without enabling the buttons during the browser's question", async () => {
    let answer: (isPermitted: boolean) => void = () => assert.fail("The browser was not asked");
    const request = () =>
      new Promise<boolean>((resolve) => {
        answer = resolve;
      });
    const { model, state } = popup({}, { request });
    const switched = model.protect(CHOICE, FEATURES);
    await model.checkAgain();
    assert.equal(state().switching, true);
    answer(true);
    await switched;
    assert.deepEqual([state().notice, state().switching], [["protectedNow"], false]);
  });

  it("reloads the tab, and looks again once the page has loaded", async () => {
    const { model, asked, state } = popup();
    await model.reload();
    assert.deepEqual(asked, [{ reload: 7 }, { ask: "overview", tabId: 7 }]);
    assert.equal(state().switching, false);
  });
});
