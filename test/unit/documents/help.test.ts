import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { statusOf } from "../../../popup/client/status-words.ts";
import type { MessageKey } from "../../../src/browser/i18n.ts";
import { helpPages } from "../../../tools/help-page.mjs";
import { CATALOGUES } from "../locales/catalogues.ts";
import { DIAGNOSES } from "../popup/client/diagnoses.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const pages = new Map(
  helpPages(root).map(({ from, to, transform }) => [
    to,
    transform(readFileSync(path.join(root, from), "utf8")),
  ]),
);
const headlines: [string, MessageKey][] = [
  ...DIAGNOSES.map((diagnosis): [string, MessageKey] => [diagnosis, statusOf({ diagnosis }).headline[0]]),
  ["no-space", "storageFull"],
  ["silent", "silent"],
];

for (const [folder, messages] of CATALOGUES)
  describe(`the help in the language ${folder}`, () => {
    const language = messages.textLanguage?.message;
    const page = pages.get(`help/help.${language}.html`) ?? "";
    const headings = new Map(
      [...page.matchAll(/<a id="([\w-]+)"><\/a>\n<h2>(.*)<\/h2>/g)].map(([, anchor, words]) => [
        anchor,
        words,
      ]),
    );

    it("is there, and says in which language it is", () => {
      assert.match(page, new RegExp(`<html lang="${language}" dir="${messages.textDirection?.message}">`));
    });

    it("has an anchor and a heading for every diagnosis, a shortage, and a silent background", () => {
      assert.deepEqual([...headings.keys()].sort(), headlines.map(([anchor]) => anchor).sort());
    });

    it("has the popup's headlines as its headings, if these name no site", () => {
      for (const [anchor, key] of headlines) {
        const headline = messages[key]?.message ?? "";
        if (!headline.includes("$")) assert.equal(headings.get(anchor)?.replaceAll("'", "’"), headline);
      }
    });

    it("has no markup left in the page that the extension shows", () => {
      const words = page.replace(/<[^>]+>/g, "");
      assert.doesNotMatch(words, /[`*]|^#|<a/m);
    });

    it("says something below every heading", () => {
      for (const [, after] of page.matchAll(/<\/h2>\n(<\w+)/g)) assert.equal(after, "<p");
      assert.equal(page.match(/<\/h2>\n<p>/g)?.length, headings.size);
    });
  });

describe("the help in a language without a translation", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "help-"));
  before(() => {
    const words = { textLanguage: { message: "xx-YY" }, textDirection: { message: "rtl" } };
    mkdirSync(path.join(folder, "_locales/xx_YY"), { recursive: true });
    writeFileSync(path.join(folder, "_locales/xx_YY/messages.json"), JSON.stringify(words));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("is in English at the popup's link, and says so", () => {
    const [page, ...others] = helpPages(folder);
    assert.deepEqual([page?.from, page?.to, others], ["docs/help.md", "help/help.xx-YY.html", []]);
    assert.match(page?.transform("# Help") ?? "", /<html lang="en" dir="ltr">/);
  });

  it("is translated as soon as there is a file", () => {
    mkdirSync(path.join(folder, "docs"));
    writeFileSync(path.join(folder, "docs/help.xx-YY.md"), "# Help");
    const [page] = helpPages(folder);
    assert.equal(page?.from, "docs/help.xx-YY.md");
    assert.match(page?.transform("# Help") ?? "", /<html lang="xx-YY" dir="rtl">/);
  });
});
