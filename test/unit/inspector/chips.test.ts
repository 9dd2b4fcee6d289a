import assert from "node:assert/strict";
import { chipsOf, withoutChip } from "../../../inspector/chips.ts";
import { parseFilter } from "../../../inspector/filter/parse.ts";

const chips = (text: string) =>
  chipsOf(
    text,
    parseFilter(text, () => 0),
  );

describe("a filter's chips", () => {
  it("are its parts as they are written, those joined by or as one", () => {
    const texts = chips('hello is:error or is:late -action:"a b"').map(({ text }) => text);
    assert.deepEqual(texts, ["hello", "is:error or is:late", '-action:"a b"']);
  });

  it("are marked where a key or a value is not known, and only there", () => {
    assert.deepEqual(
      chips("colour:red is:blue is:error plain").map(({ isKnown }) => isKnown),
      [false, false, true, true],
    );
  });

  it("show also what counts as not there, so that it can be taken out", () => {
    assert.deepEqual(
      chips("a /(/ b").map(({ text, isKnown }) => [text, isKnown]),
      [
        ["a", true],
        ["/(/", false],
        ["b", true],
      ],
    );
  });

  it("are none where there is no filter", () => {
    assert.deepEqual([chips(""), chips("  ")], [[], []]);
  });

  it("leave the rest of the text as it is when one is taken out", () => {
    const text = "a is:error or is:late  b";
    const [first, second, third] = chips(text);
    assert.ok(first && second && third);
    assert.equal(withoutChip(text, second), "a b");
    assert.equal(withoutChip(text, first), "is:error or is:late  b");
    assert.equal(withoutChip(text, third), "a is:error or is:late");
  });
});
