import assert from "node:assert/strict";
import { roomWords } from "../../../popup/room-words.ts";

describe("a room, in words", () => {
  const id = "!r:x";

  it("is its name, and its id where it has none, or one that nobody sees", () => {
    assert.equal(roomWords({ id, name: "Stand-up 🎉" }), "Stand-up 🎉");
    for (const name of [undefined, "", "  ", "\u3164", "\u200b\u2800"])
      assert.equal(roomWords({ id, ...(name !== undefined && { name }) }), id);
  });

  it("is turned around by neither, and is not as long as somebody likes", () => {
    assert.equal(roomWords({ id, name: "a\u202eb" }), "a\\u202eb");
    assert.equal(roomWords({ id: "!r\u202e:x" }), "!r\\u202e:x");
    assert.equal(Array.from(roomWords({ id, name: "🎉".repeat(500) })).length, 120);
  });
});
