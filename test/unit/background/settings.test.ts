import assert from "node:assert/strict";
import { PresetError, readPreset } from "../../../src/background/preset.ts";
import { createSettings } from "../../../src/background/settings.ts";
import { memoryStore } from "./memory-store.ts";

const settingsWith = (managed: object = {}, store = memoryStore()) =>
  createSettings(store, { get: async () => readPreset(managed) }, () => {});

describe("the settings", () => {
  it("are off, and in the browser's language, until the user changes them", async () => {
    const off = { on: false, preset: false };
    const all = { unencrypted: off, notifications: off, reportLanguage: "browser" };
    assert.deepEqual(await settingsWith().all(), all);
  });

  it("are stored separately", async () => {
    const store = memoryStore();
    const settings = settingsWith({}, store);
    await settings.setNotifications(true);
    await settings.setReportLanguage("en");
    const next = settingsWith({}, store);
    assert.deepEqual([await next.notifications(), await next.unencrypted()], [true, false]);
    assert.equal(await next.reportLanguage(), "en");
  });

  it("are the administrator's if there is a policy, whatever the user chooses or chose before", async () => {
    const store = memoryStore();
    await settingsWith({}, store).setUnencrypted(true);
    const settings = settingsWith({ unencrypted: false, notifications: true }, store);
    assert.deepEqual([await settings.unencrypted(), await settings.notifications()], [false, true]);
    await assert.rejects(settings.setUnencrypted(true), PresetError);
    assert.deepEqual((await settings.all()).notifications, { on: true, preset: true });
    assert.equal(await settings.unencrypted(), false);
  });
});
