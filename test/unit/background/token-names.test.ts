import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const BACKGROUND = path.resolve(import.meta.dirname, "../../../src/background");
/** The files that may name a token: those that learn and store it, and the one that adds it to a request. */
const MAY = [/^sessions\//, /^homeserver\/request\.ts$/];

/** @returns the words by which a file's code names a token, not counting comments or whole sentences */
function tokenNamesIn(code: string): string[] {
  const withoutComments = code.replace(/\/\*.*?\*\//gs, "").replace(/(?<!["'`:])\/\/.*$/gm, "");
  const withoutSentences = withoutComments.replace(/"\w*[^\w"\n][^"\n]*"/g, '""');
  return withoutSentences.match(/\b(access_?token|token|authorization)s?\b/gi) ?? [];
}

describe("a token", () => {
  const files = readdirSync(BACKGROUND, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const named = (file: string) => tokenNamesIn(readFileSync(path.join(BACKGROUND, file), "utf8"));

  it("is named by the background only in sessions/ and homeserver/request.ts", () => {
    const others = files.filter((file) => !MAY.some((place) => place.test(file)));
    const naming = others.flatMap((file) => named(file).map((word) => `${file} names ${word}`));
    assert.deepEqual(naming, []);
    assert.ok(others.length > 40, "too few files were searched");
  });

  it("is found there, so the search works", () => {
    for (const file of ["sessions/sessions.ts", "homeserver/request.ts"])
      assert.notEqual(named(file).length, 0, file);
  });

  for (const code of [
    "const { accessToken } = session;",
    "fetch({ token: it });",
    "session.token",
    "headers.authorization = it;",
    'stored["access_token"]',
  ])
    it(`is named by ${code}`, () => assert.equal(tokenNamesIn(code).length, 1));

  for (const code of [
    "// The token is inside.",
    "/** A token,\n * and another. */ f();",
    "isUnknownToken(error)",
    'say("(token)")',
  ])
    it(`is not named by ${JSON.stringify(code)}`, () => assert.deepEqual(tokenNamesIn(code), []));
});
