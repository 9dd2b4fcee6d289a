import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { read, root } from "./documents.ts";

/** The rows of a document's tables. */
const rowsOf = (name: string) =>
  read(name)
    .split("\n")
    .filter((line) => line.startsWith("|"));

/** @returns the paths that a row names as code, where a path has a slash or is a file of the top level */
function pathsIn(row: string): string[] {
  const named = [...row.matchAll(/`([^`\s]+)`/g)].map(([, code = ""]) => code);
  return named.filter((code) => /^[\w.-]+(\/[\w.-]*)+$/.test(code) || /\.(json|ts|js)$/.test(code));
}

describe("the tables of SECURITY.md", () => {
  const rows = rowsOf("SECURITY.md");

  it("name files and folders that are there", () => {
    const named = rows.flatMap(pathsIn);
    assert.deepEqual(
      named.filter((file) => !existsSync(path.join(root, file))),
      [],
    );
  });

  it("name one wherever they say what stops somebody, unless it is the browser or nothing", () => {
    const attempts = rows.filter((row) => row.startsWith("| to "));
    assert.ok(attempts.length > 20);
    assert.deepEqual(
      attempts.filter((row) => pathsIn(row).length === 0 && !row.includes("| – |")),
      [],
    );
  });
});
