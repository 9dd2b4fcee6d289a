import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import schema from "../../../managed-schema.json" with { type: "json" };
import manifest from "../../../manifest.json" with { type: "json" };
import { readPreset } from "../../../src/background/preset.ts";
import { FEATURES } from "../../../src/features/features.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const [firefox, chromium] = [
  ...readFileSync(path.join(root, "docs/administrators.md"), "utf8").matchAll(/```json\n(.*?)```/gs),
].map(([, json]) => JSON.parse(json ?? ""));
const presets: [string, Record<string, unknown>][] = [
  ["Firefox", firefox.policies["3rdparty"].Extensions[manifest.browser_specific_settings.gecko.id]],
  ["Chromium", Object.values(chromium["3rdparty"].extensions)[0] as Record<string, unknown>],
];

interface Schema {
  type: string;
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** @returns where a value is not what the schema says */
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

    it(`are read whole, key by key: ${browser}`, () => {
      assert.deepEqual(readPreset(preset), { ...preset, faults: [] });
      assert.deepEqual(Object.keys(preset).sort(), Object.keys(schema.properties).sort());
    });
  }

  it("name every feature there is", () => {
    const [, { consents }] = presets[0] as [string, { consents: { features: string[] }[] }];
    assert.deepEqual(
      consents[0]?.features,
      FEATURES.map(({ id }) => id),
    );
  });

  it("would not fit with a key or a type that is not in the schema", () => {
    assert.deepEqual(wrong({ sites: [1], more: true }, schema), [
      ".sites[0] is number, not string",
      ".more is unknown",
    ]);
  });

  it("are of the schema that the manifest names", () => {
    assert.equal(manifest.storage.managed_schema, "managed-schema.json");
  });
});
