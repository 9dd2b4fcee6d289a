import assert from "node:assert/strict";
import { visible } from "../../../ui/visible.ts";
import { cpuTimeOf } from "../../environment/cpu-time.ts";

describe("an identifier from outside", () => {
  it("shows characters that reverse the reading direction", () => {
    assert.equal(visible("evil\u202eepyt"), "evil\\u202eepyt");
  });

  it("shows every direction mark", () => {
    assert.equal(visible("a\u061cb\u200ec\u2066d"), "a\\u061cb\\u200ec\\u2066d");
  });

  it("shows zero-width and control characters", () => {
    assert.equal(visible("a\u200bb\u0000c\ufeff"), "a\\u200bb\\u0000c\\ufeff");
  });

  it("shows line separators other than the line feed", () => {
    assert.equal(visible("a\u2028b\u2029c"), "a\\u2028b\\u2029c");
  });

  it("stays unchanged in any script, line feeds included", () => {
    for (const text of ["m.room.topic", '{\n  "a": 1\n}', "غرفة", "部屋", "naïve 🎉"])
      assert.equal(visible(text), text);
  });
});

/** The escape that is shown instead of a character. */
const written = (character: string) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, "0")}`;

/** Characters that are invisible, or reverse what is beside them. */
const UNSEEN = [
  ..."\u3164\u115f\u1160\uffa0\u2800\u034f\u00ad\u180e\u17b4\u2060\u200b\u2028\u2029\u0000\u007f\u0085\ufeff\ufff9",
  ..."\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u{e0041}\u{e0100}\u{1d159}\u{1d173}\ue000",
  ...["\ud800", "\udc00"],
];
const SPACES = [..."\u00a0\u1680\u2003\u202f\u205f\u3000"];

describe("an identifier", () => {
  for (const character of [...UNSEEN, ...SPACES, "\ufe0f", "\u200d", "\u200c", "\u200e"])
    it(`shows ${written(character)}, within it and at its ends`, () => {
      for (const text of [`a${character}b`, `a${character}`, `${character}a`])
        assert.equal(visible(text), text.replace(character, written(character)));
    });

  it("shows spaces and line feeds at its ends, and line feeds in a row", () => {
    assert.equal(visible(" a b "), "\\u0020a b\\u0020");
    assert.equal(visible("\na\nb\n\nc\n"), "\\u000aa\nb\n\\u000ac\\u000a");
  });

  it("is escaped entirely if nothing in it can be seen", () => {
    assert.equal(visible("  "), "\\u0020\\u0020");
    assert.equal(visible("\u3164 \u2800"), "\\u3164\\u0020\\u2800");
    assert.equal(visible(""), "");
  });

  it("shows a combining mark without a letter, and marks that pile up on one letter", () => {
    assert.equal(visible("\u0301a"), "\\u0301a");
    assert.equal(visible(`a${"\u0301".repeat(6)}b`), `a${"\u0301".repeat(4)}\\u0301\\u0301b`);
  });
});

it("a long text is processed quickly, whatever it consists of", () => {
  const took = cpuTimeOf(() => {
    for (const part of [" ", "\n", "\u0301", "a ", "👩\u200d", "\u200d", "\u2800"])
      for (const kind of ["identifier", "name"] as const) visible(`x${part.repeat(50_000)}x`, kind);
  });
  assert.ok(took < 3_000, `${took} ms`);
});

describe("a name that a person chose", () => {
  const name = (text: string) => visible(text, "name");

  for (const text of [
    ...[
      "Stand-up",
      "naïve 🎉",
      "غرفة الاجتماع",
      "חדר ישיבות!\u200f",
      "部屋　二",
      "ห้องประชุม",
      "สี่",
      "कक्षा",
      "Фёдор\u00a0и",
    ],
    ...[
      "می\u200cخواهم",
      "ක්\u200dෂ",
      "👩‍👩‍👧‍👦",
      "🏳️‍🌈",
      "❤️ 1️⃣ #⃣",
      "👍🏽",
      "👩🏽‍🚀",
      "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    ],
    ...["שָׁלוֹם", " padded "],
  ])
    it(`stays unchanged: ${text}`, () => {
      assert.equal(name(text), text);
    });

  for (const character of UNSEEN)
    it(`shows ${written(character)}`, () => {
      assert.equal(name(`a${character}b`), `a${written(character)}b`);
    });

  it("shows what reverses it, even in right-to-left names", () => {
    assert.equal(name("חדר\u202eabc"), "חדר\\u202eabc");
    assert.equal(name("abc\u200e"), "abc\\u200e");
  });

  it("shows joiners and variation selectors without an effect", () => {
    for (const text of [
      "a\u200db",
      "a\u200cb",
      "a\ufe0f",
      "\u200d🎉",
      "🎉\u200d",
      "🎉\ufe0f\ufe0f",
      "م\u200c",
      "\u{e0067}",
    ])
      assert.match(name(text), /\\u/, JSON.stringify(text));
  });

  it("hides no text in a flag", () => {
    const tags = Array.from("secretword", (letter) =>
      String.fromCodePoint(0xe0000 + letter.charCodeAt(0)),
    ).join("");
    assert.match(name(`🏴${tags}\u{e007f}`), /\\ue0073/);
  });

  it("is escaped entirely if nothing in it can be seen", () => {
    assert.equal(name(" \u3164"), "\\u0020\\u3164");
    assert.equal(name("\u3000"), "\\u3000");
  });
});
