import assert from "node:assert/strict";
import { createSites, patternOf, type ScriptPlaces } from "../../../src/background/sites.ts";
import { memoryStore } from "./memory-store.ts";

function newSites({ manifest = [], granted = [] }: { manifest?: string[]; granted?: string[] } = {}) {
  const registered: ScriptPlaces[] = [];
  const brought: ScriptPlaces[] = [];
  const held = new Set(granted);
  const clock = { now: 1_000 };
  const asked: string[] = [];
  const reads = { count: 0, fail: false };
  const store = memoryStore();
  const sites = createSites(
    {
      ...store,
      async get(key) {
        reads.count += 1;
        if (reads.fail) throw new Error("The disk is gone");
        return store.get(key);
      },
    },
    {
      grantedByManifest: manifest,
      granted: async (patterns) => {
        asked.push(...patterns);
        return patterns.filter((pattern) => held.has(pattern));
      },
      giveBack: async (pattern) => void held.delete(pattern),
      allGranted: async () => [...manifest, ...held],
      registerScripts: async (places) => {
        const last = registered.at(-1);
        registered.push(places);
        return places.hosts.some((site) => !last?.hosts.includes(site));
      },
      injectScripts: async (places) => void brought.push(places),
    },
    { now: () => clock.now, changed: () => {} },
  );
  return { sites, registered, brought, held, clock, asked, reads };
}
const SITE = "https://client.example/*";

describe("a site", () => {
  it("is off until somebody switches it on, whatever was granted", async () => {
    const { sites } = newSites({ granted: [SITE] });
    assert.equal(await sites.isOn("https://client.example"), false);
  });

  it("is on for every port and path of its host once switched on, and for no other host or scheme", async () => {
    const { sites, registered } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    assert.equal(await sites.isOn("https://client.example:8443/app/#/room"), true);
    assert.equal(await sites.isOn("http://client.example"), false);
    assert.equal(await sites.isOn("https://sub.client.example"), false);
    assert.deepEqual(registered, [{ hosts: [SITE], widgets: [] }]);
  });

  it("is looked up in neither the browser nor storage while nothing has changed, whatever a client requests", async () => {
    const { sites, asked, reads } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    const before = [asked.length, reads.count];
    for (const origin of ["https://never.example", "https://client.example", "https://client.example"])
      await sites.isOn(origin);
    assert.deepEqual([asked.length, reads.count], before);
  });

  it("is off from the moment the browser reports that the user revoked it, before anything is stored", async () => {
    const { sites, held } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    assert.equal(await sites.isOn("https://client.example"), true);
    held.delete(SITE);
    const applied = sites.apply();
    assert.equal(await sites.isOn("https://client.example"), false);
    await applied;
    assert.equal(await sites.isOn("https://client.example"), false);
  });

  it("is off once switched off, even if it was looked up meanwhile", async () => {
    const { sites } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    const off = sites.switchOff(SITE);
    const asking = sites.isOn("https://client.example");
    await off;
    await asking;
    assert.equal(await sites.isOn("https://client.example"), false);
  });

  it("is not on if storage cannot be read, and is looked up again", async () => {
    const { sites, reads } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    reads.fail = true;
    await assert.rejects(sites.apply());
    await assert.rejects(sites.isOn("https://client.example"));
    reads.fail = false;
    assert.equal(await sites.isOn("https://client.example"), true);
  });

  it("is off again once switched off", async () => {
    const { sites, registered } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    await sites.switchOff(SITE);
    assert.equal(await sites.isOn("https://client.example"), false);
    assert.deepEqual(registered.at(-1)?.hosts, []);
  });

  it("gives its permission back when it is switched off", async () => {
    const { sites, held } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    await sites.switchOff(SITE);
    assert.equal(held.has(SITE), false);
  });

  it("may be chosen before it is granted, as happens in Chromium's popup", async () => {
    const { sites, held } = newSites();
    await sites.switchOn(SITE);
    assert.equal(await sites.isOn("https://client.example"), false);
    held.add(SITE);
    await sites.apply();
    assert.equal(await sites.isOn("https://client.example"), true);
  });

  it("is not on if it was chosen and denied, and is granted much later for another reason", async () => {
    const { sites, held, clock } = newSites();
    await sites.switchOn(SITE);
    clock.now += 120_000;
    held.add(SITE);
    await sites.apply();
    assert.equal(await sites.isOn("https://client.example"), false);
  });

  it("is not on if the clock was set back by a day after it was chosen and denied", async () => {
    const { sites, held, clock } = newSites();
    clock.now = 90_000_000;
    await sites.switchOn(SITE);
    clock.now -= 86_400_000;
    held.add(SITE);
    await sites.apply();
    assert.equal(await sites.isOn("https://client.example"), false);
  });

  it("is on if the clock was set back by a second between the choice and the grant", async () => {
    const { sites, held, clock } = newSites();
    await sites.switchOn(SITE);
    clock.now -= 1_000;
    held.add(SITE);
    await sites.apply();
    assert.equal(await sites.isOn("https://client.example"), true);
  });

  it("is off for good once it was revoked, whatever is granted later", async () => {
    const { sites, held } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    held.delete(SITE);
    await sites.apply();
    held.add(SITE);
    await sites.apply();
    assert.equal(await sites.isOn("https://client.example"), false);
  });

  it("gets the scripts injected into its open pages when the extension was updated, unlike other sites", async () => {
    const { sites, brought } = newSites({ granted: [SITE, "https://other.example/*"] });
    await sites.switchOn(SITE);
    brought.length = 0;
    await sites.updated();
    assert.deepEqual(brought, [{ hosts: [SITE], widgets: ["https://other.example/*"] }]);
  });

  it("gets the scripts injected into its open pages when it is switched on, not each time the worker starts", async () => {
    const { sites, brought, held } = newSites();
    await sites.switchOn(SITE);
    assert.deepEqual(brought, []);
    held.add(SITE);
    await sites.apply();
    assert.deepEqual(brought, [{ hosts: [SITE], widgets: [] }]);
    await sites.apply();
    assert.equal(brought.length, 1);
  });

  it("is off once the user has revoked it in the browser", async () => {
    const { sites, registered, held } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    held.delete(SITE);
    await sites.apply();
    assert.equal(await sites.isOn("https://client.example"), false);
    assert.deepEqual(registered.at(-1)?.hosts, []);
  });

  it("is on from the start when the manifest grants it", async () => {
    const { sites, registered } = newSites({ manifest: ["http://localhost/*"] });
    await sites.apply();
    assert.equal(await sites.isOn("http://localhost:1234"), true);
    assert.deepEqual(registered, [{ hosts: ["http://localhost/*"], widgets: [] }]);
  });

  it("is never on for pages that are not web pages", async () => {
    for (const url of ["about:blank", "chrome://settings", "file:///etc/passwd", "null", ""])
      assert.equal(patternOf(url), undefined);
  });
});
