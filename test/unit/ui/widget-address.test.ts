import assert from "node:assert/strict";
import fc from "fast-check";
import { readAddress, shorten } from "../../../ui/widget-address.ts";

describe("a widget's address", () => {
  it("has its host and the end of its path as a name, and its origin", () => {
    assert.deepEqual(readAddress("https://call.example/room"), {
      name: "call.example/room",
      origin: "https://call.example",
      path: "/room",
    });
  });

  it("shows in the name that part of the path is missing", () => {
    assert.equal(
      readAddress("https://client.example/widgets/element-call/index.html")?.name,
      "client.example/…/index.html",
    );
  });

  it("is only its host if there is no path", () => {
    for (const address of ["https://call.example", "https://call.example/"])
      assert.deepEqual(readAddress(address), {
        name: "call.example",
        origin: "https://call.example",
        path: "",
      });
  });

  it("keeps the port, and distinguishes http from https", () => {
    assert.deepEqual(readAddress("http://call.example:8080/a"), {
      name: "call.example:8080/a",
      origin: "http://call.example:8080",
      path: "/a",
    });
  });

  it("shows a host of look-alike letters in Punycode", () => {
    assert.equal(readAddress("https://аррӏе.com/")?.origin, "https://xn--80ak6aa92e.com");
  });

  it("contains no character that could reverse or hide another", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (path) => {
        const { name, origin, path: shown } = readAddress(`https://call.example/${path}`) ?? assert.fail();
        assert.match(name + origin + shown, /^[\x21-\x7e…]+$/);
      }),
    );
  });

  it("shows no user name that poses as a host", () => {
    assert.deepEqual(readAddress("https://bank.example@evil.example/pay"), {
      name: "evil.example/pay",
      origin: "https://evil.example",
      path: "/pay",
    });
  });

  it("has its whole origin, however long, and the end of a long host in its name", () => {
    const host = `${"good.example.".repeat(15)}evil.example`;
    const { name, origin } = readAddress(`https://${host}/a`) ?? assert.fail();
    assert.equal(origin, `https://${host}`);
    assert.match(name, /^….+\.evil\.example\/a$/);
    assert.equal(name.length, 62);
  });

  it("is shortened in the middle if its path is long", () => {
    const { name, path } = readAddress(`https://call.example/${"a".repeat(500)}z`) ?? assert.fail();
    assert.match(name, /^call\.example\/a+…a+z$/);
    assert.match(path, /^\/a+…a+z$/);
    assert.deepEqual([name.length, path.length], [53, 80]);
  });

  it("exists only for web pages", () => {
    for (const address of [
      "null",
      "",
      "nulltext/html,<b>",
      "data:text/html,x",
      "javascript:1",
      "about:blank",
    ])
      assert.equal(readAddress(address), undefined, address);
  });
});

describe("a shortened text", () => {
  it("keeps its start and its end within the limit, and is unchanged if it fits", () => {
    assert.equal(shorten("abcdefgh", 8), "abcdefgh");
    assert.equal(shorten("abcdefghi", 8), "abcd…ghi");
    assert.equal(shorten("abcdefghi", 7), "abc…ghi");
  });
});
