import assert from "node:assert/strict";
import { FIRST_SETTINGS, readSettings, shareWithin } from "../../../inspector/settings.ts";

describe("the inspector's stored settings", () => {
  it("are read as stored", () => {
    const settings = {
      filters: { recent: ["is:error"], named: [{ name: "Slow", text: "over:1s" }] },
      listShare: 40,
      relativeTimes: true,
    };
    assert.deepEqual(readSettings(JSON.parse(JSON.stringify(settings))), settings);
  });

  for (const stored of [undefined, null, 7, "text", [], {}, { listShare: "wide", filters: 3 }])
    it(`are the defaults if storage contains ${JSON.stringify(stored)}`, () => {
      assert.deepEqual(readSettings(stored), FIRST_SETTINGS);
    });

  it("never leave a part of the page without room", () => {
    assert.deepEqual([-5, 0, 50.4, 200, Number.NaN].map(shareWithin), [20, 20, 50, 80, 55]);
  });
});
