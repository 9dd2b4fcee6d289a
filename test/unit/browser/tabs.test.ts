// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import { fakeBrowser } from "@webext-core/fake-browser";
import { allTabs, onTabClosed, partitionOfTab, tabsAt } from "../../../src/browser/tabs.ts";

/** A browser with these tabs, private or not; `asked` lists the look-ups, and `close` closes a tab. */
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
  it("is looked up once for each tab", async () => {
    const { asked } = aBrowser({ 101: false, 102: true });
    for (const _ of [1, 2])
      assert.deepEqual([await partitionOfTab(101), await partitionOfTab(102)], ["default", "private"]);
    assert.deepEqual(asked, [101, 102]);
  });

  it("is unknown once the tab is closed, or if it never existed", async () => {
    const { close } = aBrowser({ 103: true });
    assert.equal(await partitionOfTab(103), "private");
    close(103);
    assert.equal(await partitionOfTab(103), undefined);
    assert.equal(await partitionOfTab(104), undefined);
  });
});

describe("the tabs that an inspector may show", () => {
  const TABS = [
    { id: 1, title: "Chat", url: "https://client.example/", incognito: false },
    { id: 2, incognito: true },
    { id: 3, incognito: false, cookieStoreId: "firefox-container-1" },
    { incognito: false },
  ];
  /** @returns a browser that records the queries for tabs */
  function aBrowserWithTabs() {
    const asked: object[] = [];
    const query = async (question: object) => {
      asked.push(question);
      return TABS;
    };
    Object.assign(fakeBrowser.tabs, { query });
    return asked;
  }

  it("are the private ones in a private window, and all others in any other", async () => {
    aBrowserWithTabs();
    assert.deepEqual(await allTabs("default"), [1, 3]);
    assert.deepEqual(await allTabs("private"), [2]);
  });

  it("are queried by their sites, and not at all if no site is on", async () => {
    const asked = aBrowserWithTabs();
    assert.deepEqual(await tabsAt([], "default"), []);
    assert.deepEqual(asked, []);
    const [first] = await tabsAt(["https://client.example/*"], "default");
    assert.deepEqual(first, { id: 1, title: "Chat", url: "https://client.example/" });
    assert.deepEqual(asked, [{ url: ["https://client.example/*"] }]);
  });
});
