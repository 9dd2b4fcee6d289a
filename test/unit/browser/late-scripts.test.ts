// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import vm from "node:vm";
import { fakeBrowser } from "@webext-core/fake-browser";
import { injectScripts } from "../../../src/browser/late-scripts.ts";
import { EVERYWHERE } from "../../../src/messaging/everywhere.ts";
import { HOSTS, WIDGETS } from "../../../src/messaging/parts.ts";

const CLIENT = "https://client.example/*";
const WIDGET = "https://widget.example/*";

/** A script that is already in a page. One of this version shares its world with the injected scripts. */
interface Script {
  part: string;
  isEarlier?: true;
}

/** When its page began to load (epoch ms). */
const LOADED = 5_000;

/** A frame whose document goes as soon as it has been asked, and one that hangs. */
const GONE = 7;
const HANGING = 8;

/** What the extension asks the browser to run in a tab: a function or files. */
interface Injection {
  target: { frameIds?: number[]; documentIds?: string[] };
  func?: unknown;
  args?: unknown[];
  files?: string[];
}

/** How a tab loads: a frame of it hangs, its page has no element yet, or a registered script is about to run. */
interface Load {
  hangs?: boolean;
  begins?: boolean;
  registered?: Script;
}

/** A tab with one page and a frame that goes, and the scripts that are injected into the page, in order. */
function aTab(origin: string, there?: Script, { hangs = false, begins = false, registered }: Load = {}) {
  const injected: string[] = [];
  const heard = new EventTarget();
  const untilInjected = (file: string) =>
    new Promise((resolve) => heard.addEventListener(file, resolve, { once: true }));
  const performance = Object.assign(new EventTarget(), { timeOrigin: LOADED });
  const begun: (() => void)[] = [];
  const world = vm.createContext({
    performance,
    Event,
    URL,
    self: { origin },
    document: { readyState: begins ? "loading" : "complete", addEventListener() {} },
    MutationObserver: class {
      constructor(readonly listener: () => void) {}
      observe = () => begun.push(this.listener);
      disconnect() {}
    },
    // The test runner's compiler calls this to name functions.
    __name: (named: unknown) => named,
  });
  /** Runs a script, as the browser does with a registered one. */
  function runScript({ part, isEarlier }: Script): void {
    performance.addEventListener(part, (event) => event.preventDefault());
    if (!isEarlier) world.postdateIsHere = true;
  }
  if (there) runScript(there);
  const documentOf = (frameId: number) => `document in ${frameId}`;
  Object.assign(fakeBrowser.tabs, { query: async () => [{ id: 1 }] });
  Object.assign(fakeBrowser.scripting, {
    async executeScript({ target, func, args = [], files }: Injection) {
      const { documentIds, frameIds = documentIds ? [0] : [0, GONE, ...(hangs ? [HANGING] : [])] } = target;
      if (documentIds && documentIds[0] !== documentOf(0)) throw new Error("No document with this id");
      if (files) injected.push(...files);
      for (const file of files ?? []) heard.dispatchEvent(new Event(file));
      if (frameIds.includes(HANGING)) await new Promise(() => {});
      // As in Chromium, which runs it just before the registered scripts if it comes too early.
      if (registered) setImmediate(() => runScript(registered));
      const result = await (func && vm.runInContext(`(${func})(...${JSON.stringify(args)})`, world));
      await new Promise(setImmediate);
      return frameIds.map((frameId) => ({ frameId, documentId: documentOf(frameId), result }));
    },
  });
  /** The document gets its first element; its registered script runs before the next one. */
  const begin = async (script: Script) => {
    for (const hasChildNodes of [() => false, () => true]) {
      world.document.documentElement = { hasChildNodes };
      for (const each of begun.splice(0)) each();
      await new Promise(setImmediate);
      if (!hasChildNodes()) runScript(script);
    }
  };
  return { injected, untilInjected, begin, isLate: () => world.postdateIsLate === true };
}

describe("a page that was open before our scripts", () => {
  const places = { hosts: [CLIENT], widgets: [WIDGET] };
  const injectedInto = async (...tab: Parameters<typeof aTab>) => {
    const { injected } = aTab(...tab);
    await injectScripts(places, 0);
    return injected;
  };

  it("gets a host's script behind the gate if its site is on, and counts as late", async () => {
    const { injected, isLate } = aTab("https://client.example");
    await injectScripts(places, 0);
    assert.deepEqual([injected, isLate()], [["open-hook.js", "late-gate.js", "host-script.js"], true]);
  });

  it("gets it even while a frame of it hangs", async () => {
    const { injected, untilInjected } = aTab("https://client.example", undefined, { hangs: true });
    void injectScripts(places, 0);
    await untilInjected("host-script.js");
    assert.deepEqual(injected, ["open-hook.js", "late-gate.js", "host-script.js"]);
  });

  it("gets a widget's script elsewhere", async () => {
    assert.deepEqual(await injectedInto("https://widget.example"), ["open-hook.js", "widget-script.js"]);
  });

  it("gets a host's part if it has a widget's script and its site is switched on; the existing script is not late", async () => {
    const { injected, isLate } = aTab("https://client.example", { part: WIDGETS });
    await injectScripts(places, 0);
    assert.deepEqual([injected, isLate()], [["late-gate.js", "late-host.js"], false]);
  });

  it("gets a host's part if everywhere is on, too", async () => {
    const { injected } = aTab("https://widget.example", { part: WIDGETS });
    await injectScripts({ hosts: [EVERYWHERE], widgets: [] }, 0);
    assert.deepEqual(injected, ["late-gate.js", "late-host.js"]);
  });

  it("gets the gate alone if its widget's script is an earlier version's, and its site has come on since", async () => {
    const { injected, isLate } = aTab("https://client.example", { part: WIDGETS, isEarlier: true });
    await injectScripts(places, 0);
    assert.deepEqual([injected, isLate()], [["late-gate.js"], false]);
  });

  for (const [browserName, runtime, isLateThen] of [
    ["in Firefox, which runs it late", { getBrowserInfo: async () => ({}) }, true],
    ["in Chromium, which does not", {}, false],
  ] as const)
    it(`has a script that is ${isLateThen ? "" : "not "}late if it is older than the extension, ${browserName}`, async () => {
      Object.assign(fakeBrowser.runtime, runtime);
      try {
        const older = aTab("https://client.example", { part: HOSTS });
        await injectScripts(places, LOADED + 1);
        assert.deepEqual([older.injected, older.isLate()], [[], isLateThen]);
        const newer = aTab("https://client.example", { part: HOSTS });
        await injectScripts(places, LOADED);
        assert.equal(newer.isLate(), false);
      } finally {
        for (const name of Object.keys(runtime)) Reflect.deleteProperty(fakeBrowser.runtime, name);
      }
    });

  for (const [what, origin, there] of [
    ["a host's script", "https://client.example", { part: HOSTS }],
    ["a widget's script, and its site is not on", "https://widget.example", { part: WIDGETS }],
    ["an earlier version's script for hosts", "https://client.example", { part: HOSTS, isEarlier: true }],
    [
      "an earlier version's, and its site is not on",
      "https://widget.example",
      { part: WIDGETS, isEarlier: true },
    ],
  ] as const)
    it(`gets nothing if it has ${what}`, async () => {
      assert.deepEqual(await injectedInto(origin, there), []);
    });

  it("gets nothing, and is not late, if it has yet to begin: its registered script runs then", async () => {
    const { injected, begin, isLate } = aTab("https://client.example", undefined, { begins: true });
    const done = injectScripts(places, 0);
    for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate);
    await begin({ part: HOSTS });
    await done;
    assert.deepEqual([injected, isLate()], [[], false]);
  });

  it("gets nothing, and is not late, if its registered script is about to run", async () => {
    const { injected, isLate } = aTab("https://client.example", undefined, { registered: { part: HOSTS } });
    await injectScripts(places, 0);
    assert.deepEqual([injected, isLate()], [[], false]);
  });
});
