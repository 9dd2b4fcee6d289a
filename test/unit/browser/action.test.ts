// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { fakeBrowser } from "@webext-core/fake-browser";
import type { Button, TabState } from "../../../src/background/overview/toolbar.ts";
import { drawButton } from "../../../src/browser/action.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

/** @returns what the browser is told to draw */
async function drawn(button: Button, tabId?: number, more: object = {}) {
  const told: Record<string, Record<string, unknown>> = {};
  for (const name of ["setIcon", "setTitle", "setBadgeBackgroundColor", "setBadgeTextColor", "setBadgeText"])
    Object.assign(fakeBrowser.action, {
      [name]: async (details: Record<string, unknown>) => {
        told[name] = details;
      },
    });
  Object.assign(fakeBrowser.action, more);
  const { getMessage } = fakeBrowser.i18n;
  fakeBrowser.i18n.getMessage = ((key: string, gaps: string[]) => [key, ...gaps].join(" ")) as never;
  await drawButton(button, tabId);
  fakeBrowser.i18n.getMessage = getMessage;
  return told;
}

describe("the drawn toolbar button", () => {
  it("has an icon that exists for each state", async () => {
    for (const state of ["off", "on", "protected", "problem"] satisfies TabState[]) {
      const { setIcon } = await drawn({ state, pending: 0 });
      const files = Object.values(setIcon?.path as Record<string, string>);
      assert.deepEqual(
        files.map((file) => existsSync(path.join(ROOT, file))),
        [true, true],
      );
    }
  });

  it("says why there is a problem with a widget if no delay has one", async () => {
    const { setTitle, setBadgeText } = await drawn({ state: "problem", pending: 0 });
    assert.deepEqual([setTitle?.title, setBadgeText?.text], ["buttonUnreached", ""]);
    const { setTitle: worse } = await drawn({ state: "problem", pending: 0, trouble: "badgeDropped" });
    assert.equal(worse?.title, "badgeDropped");
  });

  it("counts what is pending, in its badge and its title, and shows no zero", async () => {
    const none = await drawn({ state: "on", pending: 0 });
    assert.deepEqual([none.setBadgeText?.text, none.setTitle?.title], ["", "buttonOn"]);
    const some = await drawn({ state: "protected", pending: 3 }, 7);
    assert.deepEqual(some.setBadgeText, { tabId: 7, text: "3" });
    assert.deepEqual(some.setTitle, { tabId: 7, title: "buttonPending buttonProtected 3" });
    const many = await drawn({ state: "off", pending: 1_000 });
    assert.equal(many.setBadgeText?.text, "999+");
  });

  it("shows a problem rather than the count, and names it", async () => {
    const { setBadgeText, setTitle } = await drawn({ state: "problem", pending: 2, trouble: "badgeUnheld" });
    assert.deepEqual([setBadgeText?.text, setTitle?.title], ["!", "buttonPending badgeUnheld 2"]);
  });

  it("ignores a tab that is gone", async () => {
    const gone = () => Promise.reject(new Error("No tab with id: 7"));
    await drawn({ state: "on", pending: 0 }, 7, { setIcon: gone });
  });
});
