import assert from "node:assert/strict";
import { mock } from "node:test";
import { popup } from "../a-popup.ts";

describe("the popup's model, about the client,", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("opens the inspector for its tab, or for all where it has none, and asks the background nothing", async () => {
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
