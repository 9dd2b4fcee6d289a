import assert from "node:assert/strict";
import { isBroken, isCanonical } from "../../../src/delayed-events/canonical.ts";

describe("an event's content", () => {
  it("can be sent if canonical JSON allows it, whatever its keys and however deep", () => {
    const content = JSON.parse('{"__proto__":{"a":[1,-9007199254740991,0,true,null,"🕰",{"é":""}]}}');
    assert.equal(isCanonical(content, true), true);
    assert.equal(isCanonical({}, true), true);
    assert.equal(isCanonical({ whole: 1.0, zero: -0 }, true), true);
  });

  for (const number of [0.5, -1.5, 2 ** 53, -(2 ** 53), 1e300])
    it(`cannot be sent with the number ${number} anywhere, except in rooms that allow any`, () => {
      for (const content of [{ number }, { a: [{ b: number }] }]) {
        assert.equal(isCanonical(content, true), false);
        assert.equal(isCanonical(content, false), true);
      }
    });

  for (const broken of ["\ud83d", "\udd70", "a\ud83db", "\udd70\ud83d"])
    it(`cannot be sent to any room with half a character: ${JSON.stringify(broken)}`, () => {
      for (const content of [{ broken }, { a: [{ b: broken }] }, { [broken]: 1 }])
        for (const isStrict of [true, false]) assert.equal(isCanonical(content, isStrict), false);
      assert.equal(isBroken(broken), true);
    });

  it("can be sent with paired surrogates", () => {
    assert.equal(isBroken("🕰 é"), false);
  });
});
