import assert from "node:assert/strict";
import { FIRST_SETTINGS, readSettings, shareWithin } from "../../../inspector/settings.ts";

describe("what the inspector remembers", () => {
  it("is read as it was stored", () => {
    const settings = {
      filters: { recent: ["is:error"], named: [{ name: "Slow", text: "over:1s" }] },
      listShare: 40,
      relativeTimes: true,
    };
    assert.deepEqual(readSettings(JSON.parse(JSON.stringify(settings))), settings);
  });

  for (const stored of [undefined, null, 7, "text", [], {}, { listShare: "wide", filters: 3 }])
    it(`is what it was at first where storage holds ${JSON.stringify(stored)}`, () => {
      assert.deepEqual(readSettings(stored), FIRST_SETTINGS);
    });

  it("never leaves a part of the page without room", () => {
    assert.deepEqual([-5, 0, 50.4, 200, Number.NaN].map(shareWithin), [20, 20, 50, 80, 55]);
  });
});
