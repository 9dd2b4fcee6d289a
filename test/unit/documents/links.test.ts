import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { documents, read, root } from "./documents.ts";

/** @returns the anchors that GitHub gives a document's headings */
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

/** @returns the targets of a document's links as written: both kinds of Markdown links, and HTML links */
function linksIn(name: string): string[] {
  const written = read(name).matchAll(
    /\]\(([^)\s]+)[^)]*\)|^\[[^\]]+\]:\s*(\S+)|(?:href|src|srcset)="([^"]+)"/gm,
  );
  return [...written].map(([, inline, byName, inHtml]) => inline ?? byName ?? inHtml ?? "");
}
const isRelative = (link: string) => !/^[a-z]+:/.test(link);

/** Says whether a document's relative link leads to an existing file or folder, and to an existing heading, if any. */
function resolves(name: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? name : path.join(path.dirname(name), file);
  if (!existsSync(path.join(root, target))) return false;
  return anchor === undefined || anchorsOf(target).includes(anchor);
}

const SOURCE_FOLDERS = "bench consent demo docs inspector options popup src test tools ui welcome".split(" ");
const sources = SOURCE_FOLDERS.flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map(
    (name) => `/${folder}/${name}`,
  ),
);

/** @returns the source files that a document names, by any part of their paths, and that do not exist */
function missingFiles(text: string): string[] {
  const named = [...text.matchAll(/`([\w./-]+\.(?:ts|tsx|mjs))`/g)].map(([, name = ""]) => name);
  return named.filter((name) => !sources.some((source) => source.endsWith(`/${name}`)));
}

describe("the documents", () => {
  for (const name of documents)
    it(`have no dead link in ${name}`, () => {
      const broken = linksIn(name).filter((link) => isRelative(link) && !resolves(name, link));
      assert.deepEqual(broken, []);
    });

  for (const name of documents)
    it(`name no source file that does not exist in ${name}`, () => {
      assert.deepEqual(missingFiles(read(name)), []);
    });

  it("would fail that test with a file under another name", () => {
    assert.deepEqual(missingFiles("`sites.ts` and `src/background/cites.ts`"), ["src/background/cites.ts"]);
  });

  it("would fail this test with a link to a missing file or heading", () => {
    const missing = ["missing.md", "#missing", "docs/architecture.md#missing"];
    assert.deepEqual(
      missing.filter((link) => resolves("README.md", link)),
      [],
    );
  });
});
