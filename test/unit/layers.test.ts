import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { importGraph } from "../../tools/testing/import-graph.mjs";
import { importsIn } from "./import-map.ts";

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

/** The folders of `src`, and those from which each may import: the table of docs/architecture.md. */
const IN_SRC: Record<string, string[]> = {
  "widget-api": [],
  "delayed-events": ["widget-api"],
  features: ["widget-api", "delayed-events"],
  "host-support": ["widget-api", "delayed-events", "features"],
  messaging: ["widget-api", "delayed-events", "features", "host-support"],
  content: ["widget-api", "delayed-events", "features", "host-support", "messaging"],
  background: ["widget-api", "delayed-events", "features", "host-support", "messaging", "browser"],
  browser: ["messaging", "background"],
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

/** @returns the imports from one folder of `src` into another */
function betweenFolders(): { file: string; from: string; to: string }[] {
  const folderOf = (file: string) => file.split("/")[1] ?? "";
  return [...importsIn("src")].flatMap(([file, imported]) =>
    imported
      .filter((each) => each.startsWith("src/"))
      .map((each) => ({ file: `${file} → ${each}`, from: folderOf(file), to: folderOf(each) }))
      .filter(({ from, to }) => from !== to),
  );
}

describe("shipped code", () => {
  for (const [folder, known] of Object.entries(MAY_KNOW))
    it(`imports only from the layers below it: ${folder}/`, () => {
      const wrong = waysOut(folder).filter(({ to }) => !known.includes(to));
      assert.deepEqual(wrong, []);
    });

  it("does import something, so the search works: these pages use ui/", () => {
    for (const page of ["popup", "options", "consent"])
      assert.ok(
        waysOut(page).some(({ to }) => to === "ui"),
        page,
      );
  });

  for (const [folder, known] of Object.entries(IN_SRC))
    it(`imports only from the layers below it, types included: src/${folder}/`, () => {
      const ways = betweenFolders().filter(({ from }) => from === folder);
      assert.deepEqual(
        ways.filter(({ to }) => !known.includes(to)).map(({ file }) => file),
        [],
      );
      assert.equal(ways.length > 0, known.length > 0, "the imports were not read");
    });

  it("imports nothing of the background but types: src/browser/", () => {
    const files = readdirSync(path.join(root, "src/browser")).map((name) => `src/browser/${name}`);
    const values = files.flatMap((file) =>
      neededBy(file).filter((needed) => needed.startsWith("src/background/")),
    );
    assert.deepEqual(values, []);
  });

  it("names every folder of src in that table", () => {
    const folders = readdirSync(path.join(root, "src"));
    assert.deepEqual(folders.sort(), Object.keys(IN_SRC).sort());
  });
});
