import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { documents, read, root } from "./documents.ts";

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

/** @returns where a document's own links lead, as they are written: Markdown's of both kinds, and those of HTML in it */
function linksIn(name: string): string[] {
  const written = read(name).matchAll(
    /\]\(([^)\s]+)[^)]*\)|^\[[^\]]+\]:\s*(\S+)|(?:href|src|srcset)="([^"]+)"/gm,
  );
  return [...written].map(([, inline, byName, inHtml]) => inline ?? byName ?? inHtml ?? "");
}
const isRelative = (link: string) => !/^[a-z]+:/.test(link);

/** Says whether a relative link of a document leads somewhere: to a file or folder, and a heading in it if it names one. */
function resolves(name: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? name : path.join(path.dirname(name), file);
  if (!existsSync(path.join(root, target))) return false;
  return anchor === undefined || anchorsOf(target).includes(anchor);
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
