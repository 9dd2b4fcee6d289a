// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import { fakeBrowser } from "@webext-core/fake-browser";
import { isInspectedRegistered, registerInspected, registerScripts } from "../../../src/browser/scripting.ts";
import { EVERYWHERE } from "../../../src/messaging/everywhere.ts";

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

  it("begin to run all at once, so that no page loads with only some of them", async () => {
    const { changes } = aBrowser();
    await registerScripts({ hosts: [CLIENT], widgets: [WIDGET] });
    assert.deepEqual(changes, ["register"]);
    await registerScripts({ hosts: [CLIENT, OTHER], widgets: [] });
    assert.deepEqual(changes, ["register", "update", "unregister"]);
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
