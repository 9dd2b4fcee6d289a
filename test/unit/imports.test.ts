import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const SRC = path.resolve(import.meta.dirname, "../../src");

/** What each file imports. Types count too: files in a circle can only be understood together. */
function importsOf(folder: string): Map<string, string[]> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return new Map(
    files.map((file) => {
      const code = readFileSync(path.join(folder, file), "utf8");
      const imported = [...code.matchAll(/(?:from|import) "(\.[^"]+)"/g)];
      return [file, imported.map(([, name = ""]) => path.join(path.dirname(file), name))];
    }),
  );
}

/** @returns one circle of imports, from a file back to itself, or undefined */
function circleIn(imports: Map<string, string[]>): string[] | undefined {
  const done = new Set<string>();

  function from(file: string, way: string[]): string[] | undefined {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const circle = from(next, [...way, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  }

  for (const file of imports.keys()) {
    const circle = from(file, []);
    if (circle) return circle;
  }
  return undefined;
}

describe("the files of src", () => {
  it("do not import each other in a circle", () => {
    const imports = importsOf(SRC);
    assert.equal(circleIn(imports), undefined);
    assert.ok([...imports.values()].flat().length > 300, "the imports were not read");
  });

  it("would fail this test if three files did", () => {
    const circle = new Map([
      ["start", ["a"]],
      ["a", ["leaf", "b"]],
      ["b", ["c"]],
      ["c", ["leaf", "a"]],
      ["leaf", []],
    ]);
    assert.deepEqual(circleIn(circle), ["a", "b", "c", "a"]);
    assert.equal(circleIn(new Map([...circle, ["c", ["leaf"]]])), undefined);
  });
});
