import assert from "node:assert/strict";
import { createPreset, isFor, readPreset } from "../../../src/background/preset.ts";
import { createGivenConsents } from "../../../src/background/widgets/given-consents.ts";
import { memoryStore } from "./memory-store.ts";

const CLIENT = "https://chat.example.org";
const WIDGET = "https://call.example.org/room";
const consent = { client: CLIENT, widget: WIDGET, features: ["delayed-events"] };

describe("what an administrator has preset", () => {
  it("is nothing where nothing is, or where the browser has no such storage", async () => {
    const nothing = { sites: [], consents: [] };
    for (const none of [{}, "?", undefined]) assert.deepEqual(readPreset(none), nothing);
    assert.deepEqual(await createPreset(() => Promise.reject(new Error("no manifest"))).get(), nothing);
  });

  it("leaves out what does not fit, and nothing else", () => {
    const { sites, consents, unencrypted, notifications } = readPreset({
      sites: [
        "https://a.example/*",
        "https://*/*",
        "https://b.example:8448/*",
        "https://c.example/",
        1,
        "*://*/*",
      ],
      consents: [consent, { ...consent, client: `${CLIENT}/` }, { ...consent, features: [] }, null],
      unencrypted: "yes",
      notifications: false,
      other: 1,
    });
    assert.deepEqual(sites, ["https://a.example/*", "*://*/*"]);
    assert.deepEqual(consents, [consent]);
    assert.deepEqual([unencrypted, notifications], [undefined, false]);
  });

  it("leaves out what no page can have as its address, which browsers would refuse together with all the rest", () => {
    const typos = [
      "https://a b.example",
      "https://a.example%",
      "https://1.2.3.999",
      "https://[::1",
      "https://A.example",
    ];
    const { sites, consents } = readPreset({
      sites: [...typos.map((typo) => `${typo}/*`), "https://a.example/*"],
      consents: [...typos.map((typo) => ({ ...consent, widget: `${typo}/room` })), consent],
    });
    assert.deepEqual([sites, consents], [["https://a.example/*"], [consent]]);
  });

  it("allows a widget by its address, or all pages of an origin, in that client alone", () => {
    const holder = { client: CLIENT, widget: WIDGET };
    assert.equal(isFor(consent, holder), true);
    assert.equal(isFor(consent, { ...holder, widget: `${WIDGET}2` }), false);
    assert.equal(isFor(consent, { ...holder, client: "https://other.example" }), false);
    const all = { ...consent, widget: "https://call.example.org" };
    assert.equal(isFor(all, holder), true);
    assert.equal(isFor(all, { ...holder, widget: "https://call.example.org.evil.example/" }), false);
  });

  it("counts as an answer of the user's, as every account, for these features alone", async () => {
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
