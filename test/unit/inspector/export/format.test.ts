import assert from "node:assert/strict";
import { FORMAT, Line } from "../../../../inspector/export/format.ts";
import { SECRET_KINDS } from "../../../../inspector/export/secret-names.ts";
import { read } from "../../documents/documents.ts";

const named = new Set([...read("docs/inspector-format.md").matchAll(/`([^`\n]+)`/g)].map(([, name]) => name));

describe("docs/inspector-format.md", () => {
  it("names every key of every line, and every kind of secret", () => {
    const keys = Line.options.flatMap((option) => Object.keys(option.entries));
    assert.deepEqual(
      [...keys, ...SECRET_KINDS].filter((name) => name !== "is" && !named.has(name)),
      [],
    );
    assert.ok(named.has(`"${FORMAT}"`));
  });

  it("would fail this test if a key were missing", () => assert.ok(!named.has("color")));
});
