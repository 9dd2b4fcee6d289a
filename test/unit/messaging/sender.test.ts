import assert from "node:assert/strict";
import { worldOf } from "../../../src/messaging/sender.ts";

describe("the world of a tab", () => {
  for (const [what, hints, world] of [
    ["Chromium's ordinary windows", { incognito: false }, "default"],
    ["Firefox's default container", { cookieStoreId: "firefox-default", incognito: false }, "default"],
    ["Chromium's private windows", { incognito: true }, "private"],
    ["Firefox's private windows", { cookieStoreId: "firefox-private", incognito: true }, "private"],
    ["a request in one of Firefox's private windows", { cookieStoreId: "firefox-private" }, "private"],
    ["a Firefox container", { cookieStoreId: "firefox-container-2" }, "firefox-container-2"],
  ] as const)
    it(`is ${world} in ${what}`, () => {
      assert.equal(worldOf(hints), world);
    });

  it("is another in each Firefox container", () => {
    const worlds = ["firefox-default", "firefox-container-1", "firefox-container-2", "firefox-private"];
    assert.equal(new Set(worlds.map((cookieStoreId) => worldOf({ cookieStoreId }))).size, 4);
  });
});
