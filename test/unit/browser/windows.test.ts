// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { fakeBrowser } from "@webext-core/fake-browser";
import { consentWindow, onConsentClosed } from "../../../src/browser/windows.ts";

/** An event of the browser. */
function anEvent<Args extends unknown[]>() {
  const listeners = new Set<(...args: Args) => void>();
  return {
    addListener: (listener: (...args: Args) => void) => void listeners.add(listener),
    removeListener: (listener: (...args: Args) => void) => void listeners.delete(listener),
    hear: (...args: Args) => {
      for (const listener of listeners) listener(...args);
    },
  };
}

/** A browser with windows. While it is slow, none gets complete: as in Firefox, a promise to open one never settles. */
function aBrowser({ slow = false } = {}) {
  const open = new Set<number>();
  const [onCreated, onRemoved] = [anEvent<[{ id: number }]>(), anEvent<[number]>()];
  let last = 0;
  const url = fakeBrowser.runtime.getURL("consent/consent.html");
  const close = (id: number) => {
    if (!open.delete(id)) throw new Error(`Invalid window ID: ${id}`);
    onRemoved.hear(id);
  };
  Object.assign(fakeBrowser.windows, {
    onCreated,
    onRemoved,
    getAll: async () => [...open].map((id) => ({ id, tabs: [{ url }] })),
    async create() {
      last += 1;
      open.add(last);
      onCreated.hear({ id: last });
      return slow ? new Promise(() => {}) : { id: last };
    },
    async update(id: number) {
      if (!open.has(id)) throw new Error(`Invalid window ID: ${id}`);
      return { id };
    },
    remove: async (id: number) => close(id),
  });
  return {
    windows: () => [...open],
    /** The window closes by itself, or the user closes it. */
    close,
    /** It closes, and nobody is told. */
    closeSilently: (id: number) => open.delete(id),
    /** Another window opens and closes. */
    another() {
      onCreated.hear({ id: 99 });
      onRemoved.hear(99);
    },
    recover: () => {
      slow = false;
    },
  };
}

describe("the window that asks for consent", () => {
  afterEach(() => consentWindow.close());

  it("is one window, however many questions there are", async () => {
    const { windows } = aBrowser();
    await Promise.all([consentWindow.open(), consentWindow.open()]);
    await consentWindow.open();
    assert.deepEqual(windows(), [1]);
    await consentWindow.close();
    assert.deepEqual(windows(), []);
  });

  it("opens again after one that closed before the browser had completed it, which counts as closed", async () => {
    const { windows, close, recover } = aBrowser({ slow: true });
    let closed = 0;
    onConsentClosed(() => {
      closed += 1;
    });
    const first = consentWindow.open();
    await turn();
    close(1);
    await first;
    await turn();
    assert.equal(closed, 1);
    recover();
    await consentWindow.open();
    assert.deepEqual(windows(), [2]);
  });

  it("opens again after one that was closed here before the browser had completed it", async () => {
    const { windows, close, recover } = aBrowser({ slow: true });
    const first = consentWindow.open();
    await turn();
    const closed = consentWindow.close();
    recover();
    const second = consentWindow.open();
    await turn();
    // Its page closes itself, once every question is answered.
    close(1);
    await Promise.all([first, closed, second]);
    assert.deepEqual(windows(), [2]);
  });

  it("does not count as closed when another window closes while it opens", async () => {
    const { windows, another, close } = aBrowser({ slow: true });
    let isOver = false;
    const opening = consentWindow.open().then(() => {
      isOver = true;
    });
    await turn();
    another();
    await turn();
    assert.deepEqual([windows(), isOver], [[1], false]);
    close(1);
    await opening;
  });

  it("opens again if the last one has gone unheard", async () => {
    const { windows, closeSilently } = aBrowser();
    await consentWindow.open();
    closeSilently(1);
    await consentWindow.open();
    assert.deepEqual(windows(), [2]);
  });
});
