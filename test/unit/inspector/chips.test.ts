import assert from "node:assert/strict";
import { chipsOf, withoutChip } from "../../../inspector/chips.ts";
import { parseFilter } from "../../../inspector/filter/parse.ts";

const chips = (text: string) =>
  chipsOf(
    text,
    parseFilter(text, () => 0),
  );

describe("a filter's chips", () => {
  it("are its parts as written, with those joined by `or` as one", () => {
    const texts = chips('hello is:error or is:late -action:"a b"').map(({ text }) => text);
    assert.deepEqual(texts, ["hello", "is:error or is:late", '-action:"a b"']);
  });

  it("are marked if a key or a value is unknown, and only then", () => {
    assert.deepEqual(
      chips("colour:red is:blue is:error plain").map(({ isKnown }) => isKnown),
      [false, false, true, true],
    );
  });

  it("also show ignored parts, so these can be removed", () => {
    assert.deepEqual(
      chips("a /(/ b").map(({ text, isKnown }) => [text, isKnown]),
      [
        ["a", true],
        ["/(/", false],
        ["b", true],
      ],
    );
  });

  it("are none without a filter", () => {
    assert.deepEqual([chips(""), chips("  ")], [[], []]);
  });

  it("leave the rest of the text unchanged when one is removed", () => {
    const text = "a is:error or is:late  b";
    const [first, second, third] = chips(text);
    assert.ok(first && second && third);
    assert.equal(withoutChip(text, second), "a b");
    assert.equal(withoutChip(text, first), "is:error or is:late  b");
    assert.equal(withoutChip(text, third), "a is:error or is:late");
  });
});
