import assert from "node:assert/strict";
import { placeOf } from "../../../src/content/windows.ts";

/** A window within another, or a top one. */
function aWindow(parent?: object, closed = false): Window {
  const window = { closed } as { closed: boolean; parent: object };
  window.parent = parent ?? window;
  return window as unknown as Window;
}

describe("a window that posts to a page", () => {
  const around = aWindow();
  const page = aWindow(around);
  const child = aWindow(page);
  const grandchild = aWindow(child);
  const globals = globalThis as { window?: unknown };
  before(() => {
    globals.window = page;
  });
  after(() => {
    delete globals.window;
  });

  for (const [what, speaker, place] of [
    ["a frame that it has embedded", child, "child"],
    ["a frame within such a frame", grandchild, "deeper"],
    ["a frame within that", aWindow(grandchild), "deeper"],
    ["the page itself", page, "elsewhere"],
    ["the page around it", around, "elsewhere"],
    ["a frame beside it", aWindow(around), "elsewhere"],
    ["a window that it has opened, or its opener", aWindow(), "elsewhere"],
    ["a frame within such a window", aWindow(aWindow()), "elsewhere"],
    ["a frame that is gone", aWindow(page, true), "elsewhere"],
    ["nobody", null, "elsewhere"],
  ] as const)
    it(`is "${place}" if it is ${what}`, () => {
      assert.equal(placeOf(speaker), place);
    });
});
