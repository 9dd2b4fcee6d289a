import assert from "node:assert/strict";
import { visible } from "../../../popup/visible.ts";

describe("an identifier from outside", () => {
  it("shows what would turn the reading direction around", () => {
    assert.equal(visible("evil\u202eepyt"), "evil\\u202eepyt");
  });

  it("shows every mark that sets a direction", () => {
    assert.equal(visible("a\u061cb\u200ec\u2066d"), "a\\u061cb\\u200ec\\u2066d");
  });

  it("shows what has no width, and control characters", () => {
    assert.equal(visible("a\u200bb\u0000c\ufeff"), "a\\u200bb\\u0000c\\ufeff");
  });

  it("shows the separators that break a line and are no line feed", () => {
    assert.equal(visible("a\u2028b\u2029c"), "a\\u2028b\\u2029c");
  });

  it("stays as it is in any script, line feeds included", () => {
    for (const text of ["m.room.topic", '{\n  "a": 1\n}', "غرفة", "部屋", "naïve 🎉"])
      assert.equal(visible(text), text);
  });
});
