import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { PopupBrowser } from "../../../../popup/model.ts";
import { CHOICE, popup } from "../a-popup.ts";

const FEATURES = ["delayed-events"];
const never = () => new Promise(() => {});
const { on: _, ...chosen } = CHOICE;
const STORED = { ask: "protect", ...chosen, tabId: 7, features: FEATURES };
const ASKED = { request: CHOICE.patterns };

describe("the popup's model, about the client,", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("reloads the tab, and looks again once the page has loaded", async () => {
    const { model, asked, state } = popup();
    await model.reload();
    assert.deepEqual(asked, [{ reload: 7 }, { ask: "overview", tabId: 7 }]);
    assert.equal(state().switching, false);
  });

  it("opens the inspector for its tab, or for all tabs without one, and sends the background nothing", async () => {
    const { model, asked } = popup();
    await model.inspect();
    assert.deepEqual(asked, [{ open: "inspector/inspector.html?tab=7" }]);
    const other = popup({}, { tabId: async () => undefined });
    await other.model.inspect();
    assert.deepEqual(other.asked, [{ open: "inspector/inspector.html" }]);
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

  describe("switching a site on", () => {
    it("asks the browser in the click itself for everything that the button names, and stores the choice", async () => {
      const { model, asked, state } = popup();
      const switched = model.protect(CHOICE, FEATURES);
      assert.deepEqual(asked, [ASKED]);
      await switched;
      assert.deepEqual(asked, [ASKED, STORED, { ask: "overview", tabId: 7 }]);
      assert.deepEqual([state().notice, state().switching], [["protectedNow"], false]);
    });

    it("allows nothing if it names no widget", async () => {
      const { model, asked, state } = popup();
      await model.protect({ ...CHOICE, reload: false, widgets: [] }, FEATURES);
      assert.deepEqual(asked[1], { ...STORED, reload: false, widgets: [], features: [] });
      assert.deepEqual(state().notice, ["switchedOnReload"]);
    });

    it("says that the browser is asking until the user has answered, with the choice already stored", async () => {
      const { model, asked, state } = popup({}, { request: never as PopupBrowser["request"] });
      void model.protect(CHOICE, FEATURES);
      await turn();
      assert.deepEqual(asked, [STORED]);
      assert.deepEqual([state().notice, state().switching], [["askingBrowser"], true]);
    });

    it("asks the browser only after the choice is stored if the browser's prompt closes the popup", async () => {
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

    it("does not ask such a browser if the choice cannot be stored", async () => {
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

    it("leaves a site on that was on before if the user refuses a widget there", async () => {
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
    it("says that the user refused if the browser's prompt has closed the popup", async () => {
      const { model, asked, state } = popup({ "was-refused": () => true }, { questionClosesPopup: true });
      await model.opened();
      assert.deepEqual(asked, [{ ask: "was-refused", tabId: 7 }]);
      assert.deepEqual(state().notice, ["notAllowed"]);
    });

    it("says nothing if nothing was refused or no answer came, and does not check in a browser that reports refusals", async () => {
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

  it("copies a report and says so, or why it could not", async () => {
    const { model, asked, state } = popup();
    await model.copy(() => "a report");
    assert.deepEqual([asked.at(-1), state().notice], [{ copy: "a report" }, ["copied"]]);
    const refused = popup({}, { copy: () => Promise.reject(new Error("no focus")) });
    await refused.model.copy(() => "a report");
    assert.deepEqual(refused.state().notice, ["copyFailed", "no focus"]);
  });

  for (const [language, options] of [
    ["en", { reportLanguage: "en" }],
    ["browser", { reportLanguage: "browser" }],
    ["browser", undefined],
  ] as const)
    it(`writes a report in the language “${language}” if the settings are ${JSON.stringify(options)}`, async () => {
      const { model, asked } = popup({ options: () => options });
      await model.copy((words) => words("reportTitle"));
      assert.deepEqual(asked.at(-1), { copy: `${language} reportTitle` });
    });

  it("opens the help in the popup's language, at the diagnosis", async () => {
    const { model, asked } = popup();
    await model.help("no-session");
    assert.deepEqual(asked, [{ open: "help/help.de.html#no-session" }]);
  });
});
