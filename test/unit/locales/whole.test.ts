import assert from "node:assert/strict";
import {
  CATALOGUES,
  type Catalogue,
  countWords,
  ENGLISH,
  fragments,
  type Message,
  TRANSLATIONS,
} from "./catalogues.ts";

/** A language that appears in no file and no line of code. */
const [, ofSomebody] = TRANSLATIONS[0] ?? assert.fail("there is no translation");
const THIRD: Catalogue = { ...ofSomebody, textLanguage: { message: "xx" } };

const missingIn = (messages: Catalogue) => Object.keys(ENGLISH).filter((key) => !messages[key]);
const gapsOf = ({ message }: Message) =>
  [...message.matchAll(/\$(\w+)\$/g)].map(([, gap]) => String(gap).toLowerCase());
const placesOf = ({ placeholders = {} }: Message) =>
  Object.entries(placeholders).map(([name, { content }]) => [name, content]);
/** @returns "ltr" or "rtl"; newer versions of Node have a function instead of the property */
function directionOf(locale: Intl.Locale): string | undefined {
  const { textInfo, getTextInfo } = locale as { textInfo?: TextInfo; getTextInfo?: () => TextInfo };
  return (getTextInfo?.call(locale) ?? textInfo)?.direction;
}
type TextInfo = { direction: string };
/** Quotation marks in order, without apostrophes. */
const quotesOf = ({ message }: Message) => message.match(/[“”„«»]/g) ?? [];

describe("every language", () => {
  it("exists beside English", () => {
    assert.ok(TRANSLATIONS.length > 0);
  });

  for (const [language, messages] of [...CATALOGUES, ["xx", THIRD] as const])
    describe(language, () => {
      const locale = new Intl.Locale(language.replaceAll("_", "-"));
      const wrong = (isWrong: (message: Message, key: string) => boolean) =>
        Object.keys(messages).filter((key) => isWrong(messages[key] as Message, key));

      it("names itself, for its dates and numbers, and its direction", () => {
        assert.equal(messages.textLanguage?.message, String(locale));
        assert.equal(messages.textDirection?.message, directionOf(locale));
      });

      it("has every English message, and no other", () => {
        assert.deepEqual(
          wrong((_, key) => !ENGLISH[key]),
          [],
        );
        assert.deepEqual(missingIn(messages), []);
      });

      it("has the English placeholders, and uses each", () => {
        for (const [key, message] of Object.entries(messages)) {
          assert.deepEqual(placesOf(message), placesOf(ENGLISH[key] as Message), key);
          assert.deepEqual(gapsOf(message).sort(), gapsOf(ENGLISH[key] as Message).sort(), key);
        }
      });

      it("has no empty message, none with stray blanks, and no straight quotation marks", () => {
        assert.deepEqual(
          wrong(({ message }) => message === "" || message !== message.trim() || /["'`]| {2}/.test(message)),
          [],
        );
      });

      it("has one pair of quotation marks, each opened and closed", () => {
        const pairs = Object.values(messages).flatMap(
          (message) => quotesOf(message).join("").match(/..?/g) ?? [],
        );
        assert.ok(pairs.length > 0);
        assert.deepEqual([...new Set(pairs)], [pairs[0]]);
        assert.equal(new Set(pairs[0]).size, 2);
      });

      it("quotes buttons with their labels", () => {
        const byWords = Object.entries(ENGLISH).map(([key, { message }]) => [message, key] as const);
        for (const [key, { message }] of Object.entries(messages))
          for (const [, quoted] of ENGLISH[key]?.message.matchAll(/“([^”$]+)”/g) ?? [])
            for (const [, button] of byWords.filter(([words]) => words === quoted)) {
              const own = messages[button]?.message;
              if (own) assert.ok(message.includes(own), `${key} does not quote “${own}”`);
            }
      });

      it("contains no proposal number", () => {
        assert.deepEqual(
          wrong(({ message }) => /MSC\s?\d/i.test(message)),
          [],
        );
      });

      it("describes the extension in the 132 characters that stores accept", () => {
        assert.ok((messages.description?.message.length ?? 0) <= 132);
      });
    });

  it("would fail this test if its file lacked a message", () => {
    const { silent: _, ...others } = THIRD;
    assert.deepEqual(missingIn(others), ["silent"]);
  });

  for (const [language, messages] of [...TRANSLATIONS, ["xx", THIRD] as const])
    describe(`${language}, translated`, () => {
      it("has no English left: no message of two or more words is the same in both", () => {
        const phrases = Object.values(ENGLISH)
          .flatMap(({ message }) => fragments(message))
          .filter((phrase) => countWords(phrase) > 1);
        assert.ok(phrases.length > 200);
        for (const [key, { message }] of Object.entries(messages)) {
          const kept = phrases.filter((phrase) => fragments(message).includes(phrase));
          assert.deepEqual(kept, [], key);
        }
      });

      it("has only messages and placeholders, since translators read descriptions and examples in English", () => {
        for (const [key, { message: _, placeholders = {}, ...more }] of Object.entries(messages)) {
          assert.deepEqual(more, {}, key);
          for (const place of Object.values(placeholders))
            assert.deepEqual(Object.keys(place), ["content"], key);
        }
      });
    });
});
