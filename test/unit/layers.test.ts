import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { importGraph } from "../../tools/testing/import-graph.mjs";
import { importsInSrc } from "./import-map.ts";

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

/** The folders of the background. Each may import from those after it, and from the background's own files. */
const IN_BACKGROUND = ["overview", "calls", "widgets", "delays", "sessions", "homeserver"];

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

/** @returns the imports from one folder of `base` into another, or into `base` itself ("") */
function between(base: string, imports = importsInSrc()): { file: string; from: string; to: string }[] {
  const folderOf = (file: string) => {
    const [first = "", ...more] = path.relative(base, file).split("/");
    return more.length > 0 ? first : "";
  };
  return [...imports].flatMap(([file, imported]) =>
    imported
      .filter((each) => [file, each].every((name) => name.startsWith(base)))
      .map((each) => ({ file: `${file} → ${each}`, from: folderOf(file), to: folderOf(each) }))
      .filter(({ from, to }) => from !== "" && from !== to),
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

  for (const [folder, known] of Object.entries(IN_SRC))
    it(`imports only from the layers below it, types included: src/${folder}/`, () => {
      const ways = between("").filter(({ from, to }) => from === folder && to !== "..");
      assert.deepEqual(
        ways.filter(({ to }) => !known.includes(to)).map(({ file }) => file),
        [],
      );
      assert.equal(ways.length > 0, known.length > 0, "the imports were not read");
    });

  it("names every folder of src in that table", () => {
    const folders = readdirSync(path.join(root, "src"));
    assert.deepEqual(folders.sort(), Object.keys(IN_SRC).sort());
  });

  for (const [at, folder] of IN_BACKGROUND.entries())
    it(`imports only from the background's later folders, types included: ${folder}/`, () => {
      const known = ["", ...IN_BACKGROUND.slice(at + 1)];
      const ways = between("background/").filter(({ from }) => from === folder);
      assert.deepEqual(
        ways.filter(({ to }) => !known.includes(to)).map(({ file }) => file),
        [],
      );
      assert.ok(ways.length > 0, "the imports were not read");
    });

  it("names every folder of the background in that order", () => {
    const folders = readdirSync(path.join(root, "src/background"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    assert.deepEqual(folders.sort(), [...IN_BACKGROUND].sort());
  });
});
