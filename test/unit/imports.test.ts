import assert from "node:assert/strict";
import { importsIn } from "./import-map.ts";

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

const SHIPPED = ["src", "ui", "popup", "options", "consent", "inspector", "welcome"];
const OTHERS = ["test", "bench", "demo", "tools", "docs"];

describe("files", () => {
  for (const [name, folders] of Object.entries({ "what ships": SHIPPED, "everything else": OTHERS }))
    it(`do not import each other in a circle: ${name}`, () => {
      const imports = importsIn(...folders);
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
