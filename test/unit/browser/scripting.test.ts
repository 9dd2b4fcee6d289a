// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import vm from "node:vm";
import { fakeBrowser } from "@webext-core/fake-browser";
import {
  injectScripts,
  isInspectedRegistered,
  registerInspected,
  registerScripts,
} from "../../../src/browser/scripting.ts";
import { EVERYWHERE } from "../../../src/messaging/everywhere.ts";
import { HOSTS, WIDGETS } from "../../../src/messaging/parts.ts";

const CLIENT = "https://client.example/*";
const OTHER = "https://other.example/*";
const WIDGET = "https://widget.example/*";

interface Registered {
  id: string;
  js: string[];
  matches: string[];
  excludeMatches?: string[];
  allFrames: boolean;
  matchOriginAsFallback: boolean;
  runAt: string;
}

/** The browser's list of content scripts, and how often it has changed. */
function aBrowser() {
  const scripts = new Map<string, Registered>();
  const changes: string[] = [];
  const put = (what: string) => async (registered: Registered[]) => {
    for (const script of registered) scripts.set(script.id, script);
    changes.push(what);
  };
  Object.assign(fakeBrowser.scripting, {
    getRegisteredContentScripts: async ({ ids }: { ids?: string[] } = {}) =>
      [...scripts.values()].filter(({ id }) => ids?.includes(id) ?? true),
    registerContentScripts: put("register"),
    updateContentScripts: put("update"),
    async unregisterContentScripts({ ids }: { ids: string[] }) {
      for (const id of ids) scripts.delete(id);
      changes.push("unregister");
    },
  });
  /** The sites where each script runs, and the excluded ones. */
  const places = () =>
    [...scripts.values()].map(({ js, matches, excludeMatches = [] }) => [js, matches, excludeMatches]);
  return { scripts, places, changes };
}

describe("the content scripts", () => {
  it("run nowhere before a site is on", async () => {
    const { places, changes } = aBrowser();
    await registerScripts({ hosts: [], widgets: [] });
    assert.deepEqual([places(), changes], [[], []]);
  });

  it("run on sites that are on, with the scripts for widgets on every other granted site", async () => {
    const { places } = aBrowser();
    await registerScripts({ hosts: [CLIENT], widgets: [WIDGET] });
    assert.deepEqual(places(), [
      [["host-script.js"], [CLIENT], []],
      [["widget-script.js"], [WIDGET], [CLIENT]],
      // In the page's own world, wherever one of the others runs.
      [["open-hook.js"], [CLIENT, WIDGET], []],
    ]);
  });

  it("include only the host's script, in all places, if everywhere is on", async () => {
    const { places } = aBrowser();
    await registerScripts({ hosts: [CLIENT], widgets: [WIDGET] });
    assert.equal(await registerScripts({ hosts: [EVERYWHERE], widgets: [] }), true);
    assert.deepEqual(places(), [
      [["host-script.js"], [EVERYWHERE], []],
      [["open-hook.js"], [EVERYWHERE], []],
    ]);
  });

  it("run in every frame, before any script of its page", async () => {
    const { scripts } = aBrowser();
    await registerScripts({ hosts: [CLIENT], widgets: [WIDGET] });
    for (const { allFrames, matchOriginAsFallback, runAt } of scripts.values())
      assert.deepEqual([allFrames, matchOriginAsFallback, runAt], [true, true, "document_start"]);
  });

  it("stop running on a site that is switched off, and run on the others without a gap", async () => {
    const { places, changes } = aBrowser();
    await registerScripts({ hosts: [CLIENT, OTHER], widgets: [] });
    await registerScripts({ hosts: [OTHER], widgets: [] });
    assert.deepEqual(places(), [
      [["host-script.js"], [OTHER], []],
      [["open-hook.js"], [OTHER], []],
    ]);
    assert.ok(!changes.includes("unregister"));
  });

  it("run nowhere once the last site is off", async () => {
    const { places } = aBrowser();
    await registerScripts({ hosts: [CLIENT], widgets: [WIDGET] });
    await registerScripts({ hosts: [], widgets: [] });
    assert.deepEqual(places(), []);
  });

  it("are not registered again if nothing has changed", async () => {
    const { changes } = aBrowser();
    await registerScripts({ hosts: [CLIENT, OTHER], widgets: [WIDGET] });
    changes.splice(0);
    await registerScripts({ hosts: [OTHER, CLIENT], widgets: [WIDGET] });
    assert.deepEqual(changes, []);
  });
});

describe("the inspector's script", () => {
  const idsIn = ({ scripts }: ReturnType<typeof aBrowser>) => [...scripts.keys()];

  it("runs wherever a content script does, and ends with the browser", async () => {
    const { scripts } = aBrowser();
    await registerScripts({ hosts: [CLIENT], widgets: [WIDGET] });
    await registerInspected(true);
    const { js, matches, allFrames, matchOriginAsFallback, runAt, ...more } = scripts.get("inspected") ?? {};
    assert.deepEqual([js, matches], [["/inspected.js"], [CLIENT, WIDGET]]);
    assert.deepEqual([allFrames, matchOriginAsFallback, runAt], [true, true, "document_start"]);
    assert.deepEqual(more, { id: "inspected", persistAcrossSessions: false });
  });

  it("runs nowhere without a content script, and nowhere before it is wanted", async () => {
    const browser = aBrowser();
    await registerInspected(true);
    assert.deepEqual(idsIn(browser), []);
    await registerScripts({ hosts: [CLIENT], widgets: [] });
    assert.equal(await isInspectedRegistered(), false);
  });

  it("stays when the sites change, follows them on request, and does not affect the other scripts", async () => {
    const browser = aBrowser();
    await registerScripts({ hosts: [CLIENT], widgets: [] });
    await registerInspected(true);
    await registerScripts({ hosts: [CLIENT, OTHER], widgets: [] });
    assert.deepEqual(browser.scripts.get("inspected")?.matches, [CLIENT]);
    await registerInspected(true);
    assert.deepEqual(browser.scripts.get("inspected")?.matches, [CLIENT, OTHER]);
    await registerInspected(false);
    assert.deepEqual(idsIn(browser), ["host-script", "open-hook"]);
  });

  it("is not registered again if nothing has changed", async () => {
    const browser = aBrowser();
    await registerScripts({ hosts: [CLIENT], widgets: [] });
    await registerInspected(true);
    browser.changes.splice(0);
    await registerInspected(true);
    assert.deepEqual(browser.changes, []);
  });
});

/** A script that is already in a page. One of this version shares its world with the injected scripts. */
interface Script {
  part: string;
  isEarlier?: true;
}

/** When its page began to load (epoch ms). */
const LOADED = 5_000;

/** A frame that goes from the tab as soon as it has been asked, and one that hangs. */
const GONE = 7;
const HANGING = 8;

/** What the extension asks the browser to run in a tab: a function or files. */
interface Injection {
  target: { frameIds?: number[] };
  func?: unknown;
  args?: unknown[];
  files?: string[];
}

/** A tab with one page and a frame that goes, and the scripts that are injected into the page, in order. */
function aTab(origin: string, there?: Script, { hangs = false } = {}) {
  const injected: string[] = [];
  const heard = new EventTarget();
  const untilInjected = (file: string) =>
    new Promise((resolve) => heard.addEventListener(file, resolve, { once: true }));
  const performance = Object.assign(new EventTarget(), { timeOrigin: LOADED });
  if (there) performance.addEventListener(there.part, (event) => event.preventDefault());
  const world = vm.createContext({
    performance,
    Event,
    URL,
    self: { origin },
    // The test runner's compiler calls this to name functions.
    __name: (named: unknown) => named,
    ...(there && !there.isEarlier && { postdateIsHere: true }),
  });
  Object.assign(fakeBrowser.tabs, { query: async () => [{ id: 1 }] });
  Object.assign(fakeBrowser.scripting, {
    async executeScript({ target, func, args, files }: Injection) {
      // As browsers do, which then run it in none of the frames.
      if (target.frameIds?.includes(GONE)) throw new Error(`No frame with id ${GONE}`);
      if (files) injected.push(...files);
      for (const file of files ?? []) heard.dispatchEvent(new Event(file));
      const frames = target.frameIds ?? [0, GONE, ...(hangs ? [HANGING] : [])];
      if (frames.includes(HANGING)) await new Promise(() => {});
      const result = func && vm.runInContext(`(${func})(...${JSON.stringify(args)})`, world);
      return frames.map((frameId) => ({ frameId, result }));
    },
  });
  return { injected, untilInjected, isLate: () => world.postdateIsLate === true };
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
});
