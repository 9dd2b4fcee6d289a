import assert from "node:assert/strict";
import schema from "../../../managed-schema.json" with { type: "json" };
import manifest from "../../../manifest.json" with { type: "json" };
import { readPreset } from "../../../src/background/preset.ts";
import { FEATURES } from "../../../src/features/features.ts";
import { presetIn } from "../../environment/browser/policy-files.ts";
import { read } from "./documents.ts";

const presets = (["firefox", "chromium"] as const).map((name) => [name, presetIn(name)] as const);

interface Schema {
  type: string;
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** @returns how a value violates the schema */
function wrong(value: unknown, { type, properties = {}, items }: Schema, at = ""): string[] {
  const actual = Array.isArray(value) ? "array" : typeof value;
  if (actual !== type) return [`${at} is ${actual}, not ${type}`];
  if (Array.isArray(value))
    return items ? value.flatMap((each, index) => wrong(each, items, `${at}[${index}]`)) : [];
  if (actual !== "object") return [];
  return Object.entries(value as object).flatMap(([key, each]) =>
    properties[key] ? wrong(each, properties[key], `${at}.${key}`) : [`${at}.${key} is unknown`],
  );
}

describe("the policy files for administrators", () => {
  for (const [browser, preset] of presets) {
    it(`fit the schema that ships: ${browser}`, () => {
      assert.deepEqual(wrong(preset, schema), []);
    });

    it(`are read completely, key by key: ${browser}`, () => {
      assert.deepEqual(readPreset(preset), { ...preset, faults: [] });
      assert.deepEqual(Object.keys(preset).sort(), Object.keys(schema.properties).sort());
    });
  }

  it("name every feature", () => {
    const { consents } = presetIn("firefox");
    assert.deepEqual(
      consents[0]?.features,
      FEATURES.map(({ id }) => id),
    );
  });

  for (const [what, text] of [
    ["the documentation", read("docs/administrators.md")],
    ["the schema's description", schema.properties.consents.items.properties.features.description],
  ] as const)
    it(`let administrators choose among all features: ${what}`, () => {
      const missing = FEATURES.filter(({ id }) => !text.includes(id)).map(({ id }) => id);
      assert.deepEqual(missing, []);
    });

  it("would fail this test with a key or a type that is not in the schema", () => {
    assert.deepEqual(wrong({ sites: [1], more: true }, schema), [
      ".sites[0] is number, not string",
      ".more is unknown",
    ]);
  });

  it("fit the schema that the manifest names", () => {
    assert.equal(manifest.storage.managed_schema, "managed-schema.json");
  });
});
