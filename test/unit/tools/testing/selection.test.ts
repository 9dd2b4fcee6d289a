import assert from "node:assert/strict";
import { selection, type Touched } from "../../../../tools/testing/selection.mjs";

const NOTHING: Touched = { changed: [], integration: [], browser: [] };

/** The steps that these words choose, each with its browser. */
function chosen(words: string, touched = NOTHING) {
  const { steps } = selection(words.split(" ").filter(Boolean), () => touched);
  return steps.map(({ name, browser }) => (browser ? `${name} ${browser}` : name));
}

describe("the words after npm test", () => {
  const all = ["lint", "types", "build", "unit", "integration", "browser chromium", "browser firefox"];

  it("choose all steps where there are none", () => {
    assert.deepEqual(chosen(""), all);
  });

  it("choose a step by its name, with what it needs, in their order", () => {
    assert.deepEqual(chosen("unit lint"), ["lint", "unit"]);
    assert.deepEqual(chosen("browser"), ["build", "browser chromium", "browser firefox"]);
    assert.deepEqual(chosen("firefox"), ["build", "browser firefox"]);
  });

  it("are refused where there is no such step or option", () => {
    for (const words of ["unti", "--fast", "--repeat 0", "--repeat often", "--repeat 1.5", "--changed unit"])
      assert.throws(() => chosen(words), { name: "SetUpError" }, words);
  });
});

describe("--repeat", () => {
  const repeat = (...words: string[]) => selection(words).repeat;

  it("says how many times the tests are run; once without it", () => {
    assert.deepEqual([repeat("unit", "--repeat", "10"), repeat("unit")], [10, 1]);
  });

  it("is about the browser steps where no step is named", () => {
    assert.deepEqual(chosen("--repeat 10"), ["build", "browser chromium", "browser firefox"]);
    assert.deepEqual(chosen("--repeat 10 unit"), ["unit"]);
  });
});

describe("--changed", () => {
  it("chooses what is quick and sees every change, and no more where nothing is touched", () => {
    assert.deepEqual(chosen("--changed"), ["lint", "types", "unit"]);
  });

  it("adds the steps whose files are touched, and runs these files alone", () => {
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

  it("takes Firefox as well where a change is about it", () => {
    const changed = ["test/environment/browser/firefox-popup.ts"];
    const steps = chosen("--changed", { ...NOTHING, changed, browser: ["b.test.ts"] });
    assert.deepEqual(steps.slice(-2), ["browser chromium", "browser firefox"]);
  });

  it("is asked for alone: without it, nobody looks for changes", () => {
    assert.doesNotThrow(() =>
      selection(["unit"], () => {
        throw new Error("There is no git here");
      }),
    );
  });
});
