import assert from "node:assert/strict";
import { onceEach } from "../../../../popup/delays/once-each.ts";

describe("a value that is made once for each object", () => {
  it("is not made again for the same object, even if it is undefined", () => {
    let made = 0;
    const nothing = onceEach((_: object) => {
      made += 1;
    });
    const one = {};
    nothing(one);
    nothing(one);
    assert.equal(made, 1);
  });

  it("is made for another object, however equal", () => {
    const nameOf = onceEach(({ name }: { name: string }) => ({ name }));
    const [one, other] = [{ name: "a" }, { name: "a" }];
    assert.notEqual(nameOf(one), nameOf(other));
    assert.equal(nameOf(one), nameOf(one));
  });
});
