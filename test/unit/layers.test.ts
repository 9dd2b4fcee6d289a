import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { importGraph } from "../../tools/testing/import-graph.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const { neededBy } = importGraph(root);

/** Folders of the top level, and from which others each may import. Lint says the same, and more, to whoever types it. */
const MAY_KNOW: Record<string, string[]> = {
  src: [],
  ui: ["src"],
  popup: ["ui", "src"],
  consent: ["ui", "src"],
  inspector: ["ui", "src"],
};

const isCode = (name: string) => /\.tsx?$/.test(name);

/** @returns the imports of a folder's files that lead out of it */
function waysOut(folder: string): { file: string; to: string }[] {
  const files = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter(isCode)
    .map((name) => `${folder}/${name}`);
  return files.flatMap((file) =>
    neededBy(file)
      .filter(isCode)
      .map((needed) => ({ file, to: needed.split("/")[0] ?? "" }))
      .filter(({ to }) => to !== folder),
  );
}

describe("what ships", () => {
  for (const [folder, known] of Object.entries(MAY_KNOW))
    it(`imports from no folder but those below it: ${folder}/`, () => {
      const wrong = waysOut(folder).filter(({ to }) => !known.includes(to));
      assert.deepEqual(wrong, []);
    });

  it("is seen to import at all: both pages know ui/", () => {
    for (const page of ["popup", "consent"])
      assert.ok(
        waysOut(page).some(({ to }) => to === "ui"),
        page,
      );
  });
});
