// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import { fakeBrowser } from "@webext-core/fake-browser";
import { onTabClosed, partitionOfTab } from "../../../src/browser/tabs.ts";

/** A browser with these tabs, private or not; `asked` lists the tabs it was asked about, and `close` closes one. */
function aBrowser(tabs: Record<number, boolean>) {
  const asked: number[] = [];
  const closed: ((tabId: number) => void)[] = [];
  Object.assign(fakeBrowser.tabs, {
    async get(tabId: number) {
      asked.push(tabId);
      if (!(tabId in tabs)) throw new Error("No such tab");
      return { incognito: tabs[tabId] };
    },
    onRemoved: { addListener: (listener: (tabId: number) => void) => closed.push(listener) },
  });
  onTabClosed(() => {});
  return {
    asked,
    close(tabId: number) {
      delete tabs[tabId];
      for (const listener of closed) listener(tabId);
    },
  };
}

describe("a tab's partition", () => {
  it("is asked for once, for each tab", async () => {
    const { asked } = aBrowser({ 101: false, 102: true });
    for (const _ of [1, 2])
      assert.deepEqual([await partitionOfTab(101), await partitionOfTab(102)], ["default", "private"]);
    assert.deepEqual(asked, [101, 102]);
  });

  it("is unknown once it is closed, and if it never existed", async () => {
    const { close } = aBrowser({ 103: true });
    assert.equal(await partitionOfTab(103), "private");
    close(103);
    assert.equal(await partitionOfTab(103), undefined);
    assert.equal(await partitionOfTab(104), undefined);
  });
});
