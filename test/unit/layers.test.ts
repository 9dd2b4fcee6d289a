import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { importGraph } from "../../tools/testing/import-graph.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const { neededBy } = importGraph(root);

/** Top-level folders, and those from which each may import. Lint also enforces this, and more, in the editor. */
const MAY_KNOW: Record<string, string[]> = {
  src: [],
  ui: ["src"],
  popup: ["ui", "src"],
  options: ["ui", "src"],
  consent: ["ui", "src"],
  inspector: ["ui", "src"],
  welcome: ["ui", "src"],
};

const isCode = (name: string) => /\.tsx?$/.test(name);

/** @returns the imports of a folder's files from outside it */
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

describe("shipped code", () => {
  for (const [folder, known] of Object.entries(MAY_KNOW))
    it(`imports only from the layers below it: ${folder}/`, () => {
      const wrong = waysOut(folder).filter(({ to }) => !known.includes(to));
      assert.deepEqual(wrong, []);
    });

  it("does import something, so the search works: both pages use ui/", () => {
    for (const page of ["popup", "options", "consent"])
      assert.ok(
        waysOut(page).some(({ to }) => to === "ui"),
        page,
      );
  });
});
