import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { helpPage } from "../../../tools/help-page.mjs";
import { DIAGNOSES } from "../popup/client/diagnoses.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const markdown = readFileSync(path.join(root, "docs/help.md"), "utf8");
const page = helpPage(markdown);
const anchors = [...page.matchAll(/<a id="([\w-]+)"><\/a>\n<h2>/g)].map(([, anchor]) => anchor);

describe("the help", () => {
  it("has an anchor and a heading for every diagnosis, a lack of room, and a background that is silent", () => {
    assert.deepEqual([...anchors].sort(), [...DIAGNOSES, "no-room", "silent"].sort());
  });

  it("has no markup left in the page that the extension shows", () => {
    const words = page.replace(/<[^>]+>/g, "");
    assert.doesNotMatch(words, /[`*]|^#|<a/m);
  });

  it("says something below every heading", () => {
    for (const [, after] of page.matchAll(/<\/h2>\n(<\w+)/g)) assert.equal(after, "<p");
    assert.equal(page.match(/<\/h2>\n<p>/g)?.length, anchors.length);
  });
});
