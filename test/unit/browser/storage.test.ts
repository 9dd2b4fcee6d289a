// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import { fakeBrowser } from "@webext-core/fake-browser";
import { storageArea } from "../../../src/browser/storage.ts";

describe("the extension's storage", () => {
  beforeEach(() => fakeBrowser.storage.resetState());
  after(() => fakeBrowser.storage.resetState());

  for (const name of ["local", "session"] as const) {
    it(`is closed to content scripts if the browser supports that: ${name}`, () => {
      const levels: object[] = [];
      const setAccessLevel = async (level: object) => void levels.push(level);
      const area = Object.assign(fakeBrowser.storage[name], { setAccessLevel });
      storageArea(name);
      assert.deepEqual(levels, [{ accessLevel: "TRUSTED_CONTEXTS" }]);
      Object.assign(area, { setAccessLevel: undefined });
    });

    it(`is read by key and by prefix: ${name}`, async () => {
      const store = storageArea(name);
      for (const key of ["delay 1", "delay 2", "delays"]) await store.set(key, { key });
      await store.remove("delay 2");
      assert.deepEqual(await store.get("delay 1"), { key: "delay 1" });
      assert.equal(await store.get("delay 2"), undefined);
      assert.deepEqual([...(await store.all("delay "))], [["delay 1", { key: "delay 1" }]]);
    });
  }

  it("keeps data that outlives the browser apart from data that does not", async () => {
    await storageArea("session").set("session", "secret");
    assert.equal(await storageArea("local").get("session"), undefined);
    assert.equal(await storageArea("session").get("session"), "secret");
  });
});
