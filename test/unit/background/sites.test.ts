import assert from "node:assert/strict";
import { createOpenPages, type ScriptPlaces } from "../../../src/background/open-pages.ts";
import { PresetError, readPreset } from "../../../src/background/preset.ts";
import { createSiteNeeds } from "../../../src/background/site-needs.ts";
import { createSites } from "../../../src/background/sites.ts";
import { EVERYWHERE } from "../../../src/messaging/everywhere.ts";
import { memoryStore } from "./memory-store.ts";

interface Given {
  manifest?: string[];
  granted?: string[];
  /** What an administrator has preset. */
  preset?: string[];
}

function newSites({ manifest = [], granted = [], preset = [] }: Given = {}) {
  const registered: ScriptPlaces[] = [];
  const injected: ScriptPlaces[] = [];
  const held = new Set(granted);
  const clock = { now: 1_000 };
  const now = () => clock.now;
  const asked: string[] = [];
  const reads = { count: 0, fail: false };
  const [store, inMemory] = [memoryStore(), memoryStore()];
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
        return patterns.filter((pattern) => held.has(pattern) || held.has(EVERYWHERE));
      },
      giveBack: async (pattern) => void held.delete(pattern),
      allGranted: async () => [...manifest, ...held],
      registerScripts: async (places) => {
        const last = registered.at(-1);
        registered.push(places);
        return places.hosts.some((site) => !last?.hosts.includes(site));
      },
    },
    {
      preset: { get: async () => readPreset({ sites: preset }) },
      needs: createSiteNeeds({ persistent: store, inMemory }),
      openPages: createOpenPages(inMemory, async (places) => void injected.push(places), now),
      now,
      changed: () => {},
    },
  );
  return { store, inMemory, sites, registered, injected, held, clock, asked, reads };
}
const SITE = "https://client.example/*";

describe("a site", () => {
  it("is off until the user switches it on, whatever was granted", async () => {
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

  it("has its scripts registered at a start though storage takes nothing more, as after an update with a full disk", async () => {
    const { sites, store, registered } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    registered.length = 0;
    store.most = 0;
    await sites.apply();
    assert.deepEqual(registered, [{ hosts: [SITE], widgets: [] }]);
  });

  it("is off again once switched off", async () => {
    const { sites, registered } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    await sites.switchOff(SITE);
    assert.equal(await sites.isOn("https://client.example"), false);
    assert.deepEqual(registered.at(-1)?.hosts, []);
  });

  it("loses its permission when it is switched off", async () => {
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

  it("is not on if it was chosen and denied, and then granted much later for another reason", async () => {
    const { sites, held, clock } = newSites();
    await sites.switchOn(SITE);
    clock.now += 120_000;
    held.add(SITE);
    await sites.apply();
    assert.equal(await sites.isOn("https://client.example"), false);
  });

  it("is not on if it was given up and is granted a moment later for another reason; nothing else changes", async () => {
    const OTHER = "https://other.example/*";
    const { sites, held, clock } = newSites({ granted: [OTHER] });
    await sites.switchOn(OTHER);
    await sites.switchOn(SITE);
    await sites.giveUp(SITE);
    await sites.giveUp(OTHER);
    held.add(SITE);
    clock.now += 1_000;
    await sites.apply();
    assert.deepEqual(await sites.all(), [OTHER]);
  });

  it("still waits for its permission when another site is given up", async () => {
    const { sites, held } = newSites();
    await sites.switchOn(SITE);
    await sites.giveUp("https://other.example/*");
    held.add(SITE);
    await sites.apply();
    assert.deepEqual(await sites.all(), [SITE]);
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
    const { sites, injected } = newSites({ granted: [SITE, "https://other.example/*"] });
    await sites.switchOn(SITE);
    injected.length = 0;
    await sites.updated();
    assert.deepEqual(injected, [{ hosts: [SITE], widgets: ["https://other.example/*"] }]);
  });

  it("gets the scripts injected into its open pages when it is switched on, not each time the worker starts", async () => {
    const { sites, injected, held } = newSites();
    await sites.switchOn(SITE);
    assert.deepEqual(injected, []);
    held.add(SITE);
    await sites.apply();
    assert.deepEqual(injected, [{ hosts: [SITE], widgets: [] }]);
    await sites.apply();
    assert.equal(injected.length, 1);
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
});

describe("switching a site off", () => {
  const OTHER = "https://other.example/*";
  const HOMESERVER = "https://hs.example/*";
  const WIDGET = "https://widget.example/*";
  const LEFT = "https://left.example/*";

  /** Two sites that are on, and what each of them has been seen to use. */
  async function twoSites() {
    const made = newSites({ granted: [SITE, OTHER, HOMESERVER, WIDGET, LEFT] });
    for (const site of [SITE, OTHER]) await made.sites.switchOn(site);
    await made.sites.uses(SITE, [HOMESERVER, WIDGET]);
    await made.sites.uses(OTHER, [HOMESERVER]);
    return made;
  }

  it("gives back what was granted for it alone, and keeps what another site needs or no site is known to need", async () => {
    const { sites, held } = await twoSites();
    await sites.switchOff(SITE);
    assert.deepEqual([...held], [OTHER, HOMESERVER, LEFT]);
  });

  it("gives back everything with the last site", async () => {
    const { sites, held } = await twoSites();
    await sites.switchOff(SITE);
    await sites.switchOff(OTHER);
    assert.deepEqual([...held], []);
  });

  it("gives back what the browser was asked for together with it, even if never used", async () => {
    const { sites, held } = newSites({ granted: [OTHER] });
    await sites.switchOn(OTHER);
    await sites.uses(SITE, [WIDGET]);
    await sites.switchOn(SITE);
    for (const pattern of [SITE, WIDGET, LEFT]) held.add(pattern);
    await sites.apply();
    await sites.switchOff(SITE);
    assert.deepEqual([...held], [OTHER, LEFT]);
  });

  it("forgets what the site needed, and nothing is stored for a site that is off", async () => {
    const { sites, store } = await twoSites();
    await sites.switchOff(SITE);
    await sites.uses(SITE, [WIDGET]);
    assert.deepEqual(await store.get("site-needs"), { [OTHER]: [HOMESERVER] });
  });

  it("finds what private windows used in memory, where it is written once", async () => {
    const { sites, store, inMemory } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    await sites.uses(SITE, [HOMESERVER], "private");
    assert.equal(await store.get("site-needs"), undefined);
    let writes = 0;
    inMemory.onChanged(() => {
      writes += 1;
    });
    await sites.uses(SITE, [HOMESERVER, SITE], "private");
    assert.equal(writes, 0);
    assert.deepEqual(await inMemory.get("site-needs"), { [SITE]: [HOMESERVER] });
  });
});

describe("everywhere", () => {
  it("is on for every web page's origin, with the host's script in all of them and no other", async () => {
    const { sites, registered, held } = newSites({ granted: [SITE, "https://widget.example/*"] });
    await sites.switchOn(SITE);
    held.add(EVERYWHERE);
    await sites.switchOn(EVERYWHERE);
    for (const origin of ["https://any.example", "http://plain.example:8080"])
      assert.equal(await sites.isOn(origin), true);
    for (const origin of ["null", "chrome-extension://abc", "file:///"])
      assert.equal(await sites.isOn(origin), false);
    assert.deepEqual(registered.at(-1), { hosts: [EVERYWHERE], widgets: [] });
  });

  it("is off until the browser grants it, and once it is switched off; a separate site stays on", async () => {
    const { sites, registered, held } = newSites({ granted: [SITE] });
    await sites.switchOn(SITE);
    await sites.switchOn(EVERYWHERE);
    assert.equal(await sites.isOn("https://any.example"), false);
    held.add(EVERYWHERE);
    await sites.apply();
    assert.equal(await sites.isOn("https://any.example"), true);
    await sites.switchOff(EVERYWHERE);
    assert.deepEqual([...held], [SITE]);
    assert.equal(await sites.isOn("https://any.example"), false);
    assert.deepEqual(registered.at(-1)?.hosts, [SITE]);
  });
});

describe("a site that an administrator has preset", () => {
  it("is on as soon as the browser permits it, and not before", async () => {
    const { sites, held } = newSites({ preset: [SITE] });
    await sites.apply();
    assert.equal(await sites.isOn("https://client.example"), false);
    assert.deepEqual((await sites.list()).at(-1), { site: SITE, on: false, preset: true });
    held.add(SITE);
    await sites.apply();
    assert.equal(await sites.isOn("https://client.example"), true);
  });

  it("may be chosen and then denied, as the popup does, without an error", async () => {
    const { sites, held } = newSites({ preset: [SITE] });
    await sites.switchOn(SITE);
    await sites.switchOff(SITE);
    held.add(SITE);
    await sites.apply();
    assert.equal(await sites.isOn("https://client.example"), true);
  });

  it("cannot be switched off by the user, unlike other sites", async () => {
    const OTHER = "https://other.example/*";
    const { sites, held } = newSites({ preset: [SITE], granted: [SITE, OTHER] });
    await sites.switchOn(OTHER);
    await assert.rejects(sites.switchOff(SITE), PresetError);
    await sites.switchOff(OTHER);
    assert.deepEqual([...held], [SITE]);
  });
});
