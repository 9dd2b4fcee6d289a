import assert from "node:assert/strict";
import * as v from "valibot";
import { uuid } from "../../../src/widget-api/uuid.ts";

const many = Array.from({ length: 500 }, uuid);

describe("a UUID made without crypto.randomUUID", () => {
  it("is a UUID of version 4, as the background requires", () => {
    for (const each of many) {
      assert.match(each, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      assert.ok(v.is(v.pipe(v.string(), v.uuid()), each));
    }
  });

  it("is never the same twice, and all its other bits are random", () => {
    assert.equal(new Set(many).size, many.length);
    const bits = many.map((each) => BigInt(`0x${each.replaceAll("-", "")}`));
    const always = bits.reduce((a, b) => a & b);
    const ever = bits.reduce((a, b) => a | b);
    assert.equal(always.toString(16), "40008000000000000000");
    assert.equal((ever ^ ((1n << 128n) - 1n)).toString(16), "b0004000000000000000");
  });
});
