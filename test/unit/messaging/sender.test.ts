import assert from "node:assert/strict";
import { partitionOf } from "../../../src/messaging/sender.ts";

describe("the partition of a tab", () => {
  for (const [what, hints, partition] of [
    ["Chromium's ordinary windows", { incognito: false }, "default"],
    ["Firefox's default container", { cookieStoreId: "firefox-default", incognito: false }, "default"],
    ["Chromium's private windows", { incognito: true }, "private"],
    ["Firefox's private windows", { cookieStoreId: "firefox-private", incognito: true }, "private"],
    ["a request in one of Firefox's private windows", { cookieStoreId: "firefox-private" }, "private"],
    ["a Firefox container", { cookieStoreId: "firefox-container-2" }, "firefox-container-2"],
  ] as const)
    it(`is ${partition} for ${what}`, () => {
      assert.equal(partitionOf(hints), partition);
    });

  it("differs for each Firefox container", () => {
    const partitions = ["firefox-default", "firefox-container-1", "firefox-container-2", "firefox-private"];
    assert.equal(new Set(partitions.map((cookieStoreId) => partitionOf({ cookieStoreId }))).size, 4);
  });
});
