import assert from "node:assert/strict";
import { readOptions } from "../../../../tools/testing/calls-options.mjs";

describe("the arguments of npm run test:calls", () => {
  it("choose tests by their names, in Chromium unless POSTDATE_BROWSER says otherwise", () => {
    assert.deepEqual(readOptions([]), { browser: "chromium" });
    assert.deepEqual(readOptions(["--grep", "0.22.0"], "firefox"), { browser: "firefox", grep: "0.22.0" });
  });

  it("are refused with an unknown browser or option", () => {
    assert.throws(() => readOptions([], "safari"), { name: "OptionError", message: /"safari"/ });
    assert.throws(() => readOptions(["--browser", "firefox"]), { name: "OptionError", message: /--browser/ });
  });
});
