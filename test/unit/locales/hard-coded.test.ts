import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const WORDS = String.raw`[^<>{}=;()|&]*\p{L}{2,}[^<>{}=;()|&]*`;
/** Words between tags, before or after a gap, or in a readable attribute, except `=>` and types. */
const HARD_CODED = [
  new RegExp(String.raw`(?<!=)>(${WORDS})<\/?\w`, "gu"),
  new RegExp(String.raw`(?<!=)>(${WORDS})\{`, "gu"),
  new RegExp(String.raw`\}(${WORDS})<\/`, "gu"),
  /\b(?:title|alt|aria-label|placeholder|headline)="([^"]*\p{L}[^"]*)"/gu,
];
const COMMENTS = /\/\*.*?\*\/|(?<=^|\s)\/\/[^\n]*/gs;
const hardCodedIn = (code: string) =>
  HARD_CODED.flatMap((pattern) =>
    [...code.replaceAll(COMMENTS, "").matchAll(pattern)].map(([, words]) => words?.trim()),
  );

const views = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^(test|node_modules|dist|artifacts)$|^\./.test(entry.name))
  .flatMap(({ name: folder }) => {
    const files = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" });
    return files.filter((file) => file.endsWith(".tsx")).map((file) => path.join(folder, file));
  });

describe("a view", () => {
  it("has no words of its own, since all are in _locales", () => {
    assert.ok(views.length > 50);
    const found = views.map((file) => [file, hardCodedIn(readFileSync(path.join(ROOT, file), "utf8"))]);
    assert.deepEqual(
      found.filter(([, words]) => words?.length),
      [],
    );
  });

  it("would fail this test with words between tags, beside a gap or in an attribute", () => {
    assert.deepEqual(
      hardCodedIn('<b>Two words</b>, <p>In {place}</p>, <p>{count} times</p>, <a title="Up">'),
      [...["Two words", "In", "times", "Up"]],
    );
  });

  it("may have names of elements, marks and code", () => {
    const code = 'const a = (b: Map<string, C>) => <p class="quiet one">{b} · <i>{text("c")}</i></p>;';
    assert.deepEqual(hardCodedIn(code), []);
  });
});
