import assert from "node:assert/strict";
import { roomWords } from "../../../popup/room-words.ts";

describe("a room, in words", () => {
  const id = "!r:x";

  it("is its name, or its id if it has none or an invisible one", () => {
    assert.equal(roomWords({ id, name: "Stand-up 🎉" }), "Stand-up 🎉");
    for (const name of [undefined, "", "  ", "\u3164", "\u200b\u2800"])
      assert.equal(roomWords({ id, ...(name !== undefined && { name }) }), id);
  });

  it("reads in one direction and is cut to a limit, whatever its name or id", () => {
    assert.equal(roomWords({ id, name: "a\u202eb" }), "a\\u202eb");
    assert.equal(roomWords({ id: "!r\u202e:x" }), "!r\\u202e:x");
    assert.equal(Array.from(roomWords({ id, name: "🎉".repeat(500) })).length, 120);
  });
});
