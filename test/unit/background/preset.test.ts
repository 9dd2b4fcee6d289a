import assert from "node:assert/strict";
import { createPreset, isFor, readPreset } from "../../../src/background/preset.ts";
import { createGivenConsents } from "../../../src/background/widgets/given-consents.ts";
import { memoryStore } from "./memory-store.ts";

const CLIENT = "https://chat.example.org";
const WIDGET = "https://call.example.org/room";
const consent = { client: CLIENT, widget: WIDGET, features: ["delayed-events"] };

describe("what an administrator has preset", () => {
  it("is empty without a policy, or if the browser has no managed storage", async () => {
    const nothing = { sites: [], consents: [], faults: [] };
    for (const none of [{}, "?", undefined]) assert.deepEqual(readPreset(none), nothing);
    assert.deepEqual(await createPreset(() => Promise.reject(new Error("no manifest"))).get(), nothing);
  });

  it("leaves out invalid entries, names them, and keeps the rest", () => {
    const { faults, ...rest } = readPreset({
      sites: ["https://a.example/*", "https://*.example/*", 1, "*://*/*"],
      consents: [
        null,
        consent,
        { ...consent, features: [] },
        { client: CLIENT, features: ["delayed-events"] },
      ],
      unencrypted: "yes",
      notifications: false,
      other: 1,
    });
    assert.deepEqual(rest, {
      sites: ["https://a.example/*", "*://*/*"],
      consents: [consent],
      notifications: false,
    });
    assert.deepEqual(
      faults.map(({ at, why }) => [at, why]),
      [
        ["other", "key"],
        ["sites[1]", "site"],
        ["sites[2]", "site"],
        ["consents[0]", "consent"],
        ["consents[2]", "features"],
        ["consents[3]", "consent"],
        ["unencrypted", "switch"],
      ],
    );
    assert.deepEqual([faults[1]?.entry, faults[6]?.entry], ['"https://*.example/*"', '"yes"']);
  });

  it("keeps every other key if one has the wrong type", () => {
    for (const sites of ["https://a.example/*", { 0: "https://a.example/*" }, null, 1])
      assert.deepEqual(readPreset({ sites, consents: [consent], unencrypted: true }), {
        sites: [],
        consents: [consent],
        unencrypted: true,
        faults: [{ at: "sites", entry: JSON.stringify(sites), why: "list" }],
      });
  });

  for (const [written, read] of [
    ["https://Chat.Example.org/*", "https://chat.example.org/*"],
    ["https://münchen.example/*", "https://xn--mnchen-3ya.example/*"],
    ["https://chat.example.org:443/*", "https://chat.example.org/*"],
    ["http://localhost/*", "http://localhost/*"],
    ["https://chat.example.org:8448/*", undefined],
    ["https://chat.example.org", undefined],
    ["https://chat.example.org/", undefined],
    ["https://chat.example.org/app/*", undefined],
    ["https://*/*", undefined],
    ["<all_urls>", undefined],
    ["ftp://chat.example.org/*", undefined],
    // Chromium throws at these.
    ["https://somebody@chat.example.org/*", undefined],
    ["https://chat<.example.org/*", undefined],
    ["https://?/*", undefined],
    ["https://a\\b/*", undefined],
  ] as const)
    it(`reads the site “${written}” as ${read ?? "none"}`, () => {
      const { sites, faults } = readPreset({ sites: [written] });
      assert.deepEqual([sites, faults.length], read ? [[read], 0] : [[], 1]);
    });

  for (const [part, written, read] of [
    ["client", "https://Chat.Example.org:443/", CLIENT],
    ["client", "https://chat.example.org:8448", "https://chat.example.org:8448"],
    ["client", "https://chat.example.org/*", undefined],
    ["client", "https://chat.example.org/app", undefined],
    ["client", "ftp://chat.example.org", undefined],
    ["widget", "https://Call.example.org/Room", "https://call.example.org/Room"],
    ["widget", "https://CALL.example.org", "https://call.example.org"],
    ["widget", "https://call.example.org/", "https://call.example.org/"],
    ["widget", "https://call.example.org/*", undefined],
    ["widget", "https://call.example.org/?room", undefined],
    ["widget", "https://a:b@call.example.org/", undefined],
  ] as const)
    it(`reads the ${part} “${written}” of a consent as ${read ?? "none"}`, () => {
      const { consents, faults } = readPreset({ consents: [{ ...consent, [part]: written }] });
      assert.equal(consents[0]?.[part], read);
      assert.deepEqual(
        faults.map(({ why }) => why),
        read ? [] : [part],
      );
    });

  it("lets a consent count for known features, and names it if there are others in it", () => {
    const { consents, faults } = readPreset({
      consents: [{ ...consent, features: ["delayed-events", "delayed", 1] }],
    });
    assert.deepEqual(consents, [consent]);
    assert.deepEqual(
      faults.map(({ at, why }) => [at, why]),
      [["consents[0]", "features"]],
    );
  });

  it("counts a site once, and merges what a widget may do in a client", () => {
    const site = "https://a.example/*";
    const { sites, consents, faults } = readPreset({
      sites: [site, site],
      consents: [consent, { ...consent, features: ["sticky-events", "delayed-events"] }],
    });
    assert.deepEqual([sites, faults], [[site], []]);
    assert.deepEqual(consents, [{ ...consent, features: ["delayed-events", "sticky-events"] }]);
  });

  it("limits lists to what the browser can check in time, and names the first entry left out", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => `https://a${index}.example/*`);
    const { sites, faults } = readPreset({ sites: many });
    assert.deepEqual([sites.length, sites.at(-1)], [1_000, "https://a999.example/*"]);
    assert.deepEqual(faults, [{ at: "sites[1000]", entry: '"https://a1000.example/*"', why: "too-many" }]);
  });

  it("names no more faults than a page can show", () => {
    const long = "x".repeat(10_000);
    const { faults } = readPreset({ sites: Array.from({ length: 1_000 }, () => long) });
    assert.equal(faults.length, 50);
    assert.ok(faults.every(({ entry }) => entry.length <= 201));
  });

  it("leaves out impossible addresses, for which browsers would reject the whole list", () => {
    const typos = ["https://a b.example", "https://a.example%", "https://1.2.3.999", "https://[::1"];
    const { sites, consents } = readPreset({
      sites: [...typos.map((typo) => `${typo}/*`), "https://a.example/*"],
      consents: [...typos.map((typo) => ({ ...consent, widget: `${typo}/room` })), consent],
    });
    assert.deepEqual([sites, consents], [["https://a.example/*"], [consent]]);
  });

  it("allows a widget by its address, or all pages of an origin, in that client only", () => {
    const holder = { client: CLIENT, widget: WIDGET };
    assert.equal(isFor(consent, holder), true);
    assert.equal(isFor(consent, { ...holder, widget: `${WIDGET}2` }), false);
    assert.equal(isFor(consent, { ...holder, client: "https://other.example" }), false);
    const all = { ...consent, widget: "https://call.example.org" };
    assert.equal(isFor(all, holder), true);
    assert.equal(isFor(all, { ...holder, widget: "https://call.example.org.evil.example/" }), false);
  });

  it("counts as the user's answer for every account, for these features only", async () => {
    const { featuresOf } = createGivenConsents(
      { persistent: memoryStore(), inMemory: memoryStore() },
      { now: () => 1, changed: () => {}, preset: { get: async () => readPreset({ consents: [consent] }) } },
    );
    const holder = { partition: "default", client: CLIENT, widget: WIDGET };
    for (const userId of ["@a:x", "@b:x"])
      assert.deepEqual(await featuresOf({ ...holder, userId }), ["delayed-events"]);
    assert.deepEqual(await featuresOf({ ...holder, userId: "@a:x", client: "https://other.example" }), []);
  });
});
