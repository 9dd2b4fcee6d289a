// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import { mock } from "node:test";
import { fakeBrowser } from "@webext-core/fake-browser";
import { pageFacts } from "../../../src/browser/page-facts.ts";

interface Injection {
  target: { frameIds?: number[] };
  injectImmediately: boolean;
}

const shown = (url: string, isTop: boolean) => ({
  result: { isTop, isWeb: true, isFirst: true, url, title: url, loaded: [], frames: [], shown: [] },
});
const OWN = shown("https://client.example/", true);
const FRAME = shown("https://other.example/", false);
const never = () => new Promise(() => {});
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Reads a tab, and lets time pass until there is an answer. @returns it, and when it came (ms) */
async function read(answer: (isOwn: boolean, isAtOnce: boolean) => unknown) {
  Object.assign(fakeBrowser.scripting, {
    executeScript: async ({ target, injectImmediately }: Injection) =>
      answer(target.frameIds !== undefined, injectImmediately),
  });
  let facts: Awaited<ReturnType<typeof pageFacts>> | undefined;
  void pageFacts(1).then((found) => {
    facts = found;
  });
  for (let passed = 0; passed <= 60_000; passed += 100) {
    await turn();
    if (facts) return { facts, after: passed };
    mock.timers.tick(100);
  }
  return undefined;
}

describe("what a tab's pages show", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("is read once all of them have loaded", async () => {
    const found = await read((_, isAtOnce) => (isAtOnce ? [] : [OWN, FRAME]));
    assert.deepEqual([found?.after, found?.facts.framed.length], [0, 1]);
    assert.equal(found?.facts.isPartial, undefined);
  });

  it("is read as they are after a second if a frame does not finish loading", async () => {
    const found = await read((isOwn, isAtOnce) => (isAtOnce ? [OWN, ...(isOwn ? [] : [FRAME])] : never()));
    assert.deepEqual([found?.after, found?.facts.framed.length], [1_000, 1]);
    assert.equal(found?.facts.isPartial, true);
  });

  it("is what its own page shows, half a second later, if there is nothing to read in a frame", async () => {
    const found = await read((isOwn, isAtOnce) => (isOwn && isAtOnce ? [OWN] : never()));
    assert.deepEqual([found?.after, found?.facts.framed.length], [1_500, 0]);
    assert.deepEqual([found?.facts.title, found?.facts.isPartial], ["https://client.example/", true]);
  });

  it("is read again if a frame loads another page meanwhile", async () => {
    const answers = [
      [OWN, { frameId: 8 }],
      [OWN, FRAME],
    ];
    const found = await read(() => answers.shift());
    assert.deepEqual([found?.after, found?.facts.framed.length, found?.facts.hasScripts], [0, 1, true]);
    assert.equal(found?.facts.isPartial, undefined);
  });

  it("is what the other pages show if a frame loads one page after the other: no page lacks scripts for that", async () => {
    const found = await read(() => [OWN, { frameId: 8, result: null }]);
    assert.deepEqual([found?.facts.framed.length, found?.facts.hasScripts], [0, true]);
    assert.equal(found?.facts.isPartial, true);
  });

  it("lacks scripts if one of its pages does", async () => {
    const found = await read(() => [OWN, { result: { ...FRAME.result, isFirst: false } }]);
    assert.deepEqual([found?.facts.hasScripts, found?.facts.isPartial], [false, undefined]);
  });

  it("is not known while its own page does not answer", async () => {
    assert.equal(await read(never), undefined);
  });

  it("is nothing if the extension may not see it", async () => {
    const found = await read(() => {
      throw new Error("Missing host permission for the tab");
    });
    assert.deepEqual([found?.after, found?.facts.title, found?.facts.hasScripts], [0, "", false]);
  });
});
