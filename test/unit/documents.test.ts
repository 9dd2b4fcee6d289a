import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const documents = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md"],
  ...readdirSync(path.join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const read = (name: string) => readFileSync(path.join(root, name), "utf8");

/** @returns the anchors of a document's headings, as GitHub makes them */
function anchorsOf(name: string): string[] {
  const anchors: string[] = [];
  for (const [, heading = ""] of read(name).matchAll(/^#+ (.+)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
    const sameBefore = anchors.filter((other) => other.replace(/-\d+$/, "") === anchor).length;
    anchors.push(sameBefore > 0 ? `${anchor}-${sameBefore}` : anchor);
  }
  return anchors;
}

/** @returns where a document's own links lead, as they are written: Markdown's, and those of HTML in it */
function linksIn(name: string): string[] {
  const written = read(name).matchAll(/\]\(([^)\s]+)\)|(?:href|src|srcset)="([^"]+)"/g);
  return [...written].map(([, inMarkdown, inHtml]) => inMarkdown ?? inHtml ?? "");
}
const isRelative = (link: string) => !/^[a-z]+:/.test(link);

/** Says whether a relative link of a document leads somewhere: to a file or folder, and a heading in it if it names one. */
function resolves(name: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? name : path.join(path.dirname(name), file);
  if (!existsSync(path.join(root, target))) return false;
  return anchor === undefined || anchorsOf(target).includes(anchor);
}

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

describe("the documents", () => {
  for (const name of documents)
    it(`lead to what is there by every link of ${name}`, () => {
      const broken = linksIn(name).filter((link) => isRelative(link) && !resolves(name, link));
      assert.deepEqual(broken, []);
    });

  it("would be found to lead nowhere by a link to a missing file or heading", () => {
    const missing = ["missing.md", "#missing", "docs/architecture.md#missing"];
    assert.deepEqual(
      missing.filter((link) => resolves("README.md", link)),
      [],
    );
  });
});

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
