import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { read, root } from "./documents.ts";

/** The rows of a document's tables. */
const rowsOf = (name: string) =>
  read(name)
    .split("\n")
    .filter((line) => line.startsWith("|"));

/** @returns the paths in a row's code: those with a slash, and top-level files */
function pathsIn(row: string): string[] {
  const named = [...row.matchAll(/`([^`\s]+)`/g)].map(([, code = ""]) => code);
  return named.filter((code) => /^[\w.-]+(\/[\w.-]*)+$/.test(code) || /\.(json|ts|js)$/.test(code));
}

describe("the tables of SECURITY.md", () => {
  const rows = rowsOf("SECURITY.md");

  it("name only files and folders that exist", () => {
    const named = rows.flatMap(pathsIn);
    assert.deepEqual(
      named.filter((file) => !existsSync(path.join(root, file))),
      [],
    );
  });

  it("name a file for everything that stops an attempt, unless that is the browser or nothing", () => {
    const attempts = rows.filter((row) => row.startsWith("| to "));
    assert.ok(attempts.length > 20);
    assert.deepEqual(
      attempts.filter((row) => pathsIn(row).length === 0 && !row.includes("| – |")),
      [],
    );
  });
});

/** A step of a restart in docs/architecture.md: the functions in its row, and the files that should contain them. */
function stepsOf(row: string): { functions: string[]; files: string[] } {
  const [, , functions = "", files = ""] = row.split("|");
  const namesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
  return {
    functions: namesIn(functions).map((name) => name.split(".").at(-1) ?? name),
    files: namesIn(files).map((file) => path.join(root, "src", file)),
  };
}

describe("the steps of a restart in docs/architecture.md", () => {
  const steps = rowsOf("docs/architecture.md").filter((row) => /^\| \d+\./.test(row));

  it("are at least twenty", () => {
    assert.ok(steps.length >= 20);
  });

  for (const step of steps)
    it(`are in the files that the table names: ${step.split("|")[1]?.trim()}`, () => {
      const { functions, files } = stepsOf(step);
      const code = files.map((file) => readFileSync(file, "utf8")).join("\n");
      assert.ok(functions.length > 0 && files.length > 0);
      assert.deepEqual(
        functions.filter((name) => !new RegExp(`\\b${name}\\b`).test(code)),
        [],
      );
    });
});

describe("the text of docs/architecture.md", () => {
  const sources = readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" });
  const pairs = [...read("docs/architecture.md").matchAll(/`(\w+)`\s+in\s+`([\w./-]+\.ts)`/g)];

  it("names at least ten functions with their files", () => {
    assert.ok(pairs.length >= 10, String(pairs.length));
  });

  for (const [, name = "", file = ""] of pairs)
    it(`names a function in its file: ${name} in ${file}`, () => {
      const found = sources.filter((source) => `/${source}`.endsWith(`/${file}`));
      const code = found.map((source) => readFileSync(path.join(root, "src", source), "utf8")).join("\n");
      assert.match(code, new RegExp(`\\b${name}\\b`));
    });
});
