import assert from "node:assert/strict";
import { createSites, patternOf } from "../../../src/background/sites.ts";
import { memoryStore } from "./memory-store.ts";

function newSites({ manifest = [], granted = [] }: { manifest?: string[]; granted?: string[] } = {}) {
  const registered: string[][] = [];
  const held = new Set(granted);
  const sites = createSites(
    memoryStore(),
    {
      grantedByManifest: manifest,
      granted: async (patterns) => patterns.filter((pattern) => held.has(pattern)),
      runScriptsIn: async (patterns) => void registered.push(patterns),
    },
    () => {},
  );
  return { sites, registered, held };
}
const SITE = "https://client.example/*";

describe("a site", () => {
  it("is off until somebody switches it on, whatever was granted", async () => {
    const { sites } = newSites({ granted: [SITE] });
    assert.equal(await sites.isOn("https://client.example"), false);
  });

  it("is on for every port and path of its host once switched on, and for no other host or scheme", async () => {
    const { sites, registered } = newSites({ granted: [SITE] });
    await sites.set(SITE, true);
    assert.equal(await sites.isOn("https://client.example:8443/app/#/room"), true);
    assert.equal(await sites.isOn("http://client.example"), false);
    assert.equal(await sites.isOn("https://sub.client.example"), false);
    assert.deepEqual(registered, [[SITE]]);
  });

  it("is off again once switched off", async () => {
    const { sites, registered } = newSites({ granted: [SITE] });
    await sites.set(SITE, true);
    await sites.set(SITE, false);
    assert.equal(await sites.isOn("https://client.example"), false);
    assert.deepEqual(registered.at(-1), []);
  });

  it("is off once the user has revoked it in the browser", async () => {
    const { sites, registered, held } = newSites({ granted: [SITE] });
    await sites.set(SITE, true);
    held.delete(SITE);
    await sites.apply();
    assert.equal(await sites.isOn("https://client.example"), false);
    assert.deepEqual(registered.at(-1), []);
  });

  it("is on from the start when the manifest grants it", async () => {
    const { sites, registered } = newSites({ manifest: ["http://localhost/*"] });
    await sites.apply();
    assert.equal(await sites.isOn("http://localhost:1234"), true);
    assert.deepEqual(registered, [["http://localhost/*"]]);
  });

  it("is never on for pages that are no web pages", async () => {
    for (const url of ["about:blank", "chrome://settings", "file:///etc/passwd", "null", ""])
      assert.equal(patternOf(url), undefined);
  });
});
