import assert from "node:assert/strict";
import { selection, type Touched } from "../../../../tools/testing/selection.mjs";

const NOTHING: Touched = { changed: [], integration: [], browser: [] };

/** The steps that these arguments select, each with its browser. */
function chosen(words: string, touched = NOTHING) {
  const { steps } = selection(words.split(" ").filter(Boolean), () => touched);
  return steps.map(({ name, browser }) => (browser ? `${name} ${browser}` : name));
}

describe("the arguments of npm test", () => {
  const inBrowsers = ["browser chromium", "browser firefox", "load chromium", "load firefox"];
  const all = ["lint", "types", "build", "unit", "integration", ...inBrowsers];

  it("select all steps if there are none", () => {
    assert.deepEqual(chosen(""), all);
  });

  it("select a step by name, with what it needs, in the usual order", () => {
    assert.deepEqual(chosen("unit lint"), ["lint", "unit"]);
    assert.deepEqual(chosen("browser"), ["build", "browser chromium", "browser firefox"]);
    assert.deepEqual(chosen("firefox"), ["build", "browser firefox", "load firefox"]);
  });

  it("are refused if there is no such step or option", () => {
    for (const words of ["unti", "--fast", "--repeat 0", "--repeat often", "--repeat 1.5", "--changed unit"])
      assert.throws(() => chosen(words), { name: "SetUpError" }, words);
  });
});

describe("--repeat", () => {
  const repeat = (...words: string[]) => selection(words).repeat;

  it("says how often the tests run, which is once without it", () => {
    assert.deepEqual([repeat("unit", "--repeat", "10"), repeat("unit")], [10, 1]);
  });

  it("applies to the browser steps if none is named", () => {
    const inBrowsers = ["browser chromium", "browser firefox", "load chromium", "load firefox"];
    assert.deepEqual(chosen("--repeat 10"), ["build", ...inBrowsers]);
    assert.deepEqual(chosen("--repeat 10 unit"), ["unit"]);
  });
});

describe("--changed", () => {
  it("selects the quick steps for every change, and no more if nothing has changed", () => {
    assert.deepEqual(chosen("--changed"), ["lint", "types", "unit"]);
  });

  it("adds the steps with affected files, and runs only these files", () => {
    const touched = { changed: [], integration: ["i.test.ts"], browser: ["b.test.ts"] };
    const { steps } = selection(["--changed"], () => touched);
    assert.deepEqual(
      steps.map(({ name, files }) => [name, files]),
      [
        ["lint", undefined],
        ["types", undefined],
        ["build", undefined],
        ["unit", undefined],
        ["integration", ["i.test.ts"]],
        ["browser", ["b.test.ts"]],
      ],
    );
  });

  it("adds Firefox if a change is about it", () => {
    const changed = ["test/environment/browser/firefox-popup.ts"];
    const steps = chosen("--changed", { ...NOTHING, changed, browser: ["b.test.ts"] });
    assert.deepEqual(steps.slice(-2), ["browser chromium", "browser firefox"]);
  });

  it("is opt-in: without it, changes are not looked up", () => {
    assert.doesNotThrow(() =>
      selection(["unit"], () => {
        throw new Error("There is no git here");
      }),
    );
  });
});
