import assert from "node:assert/strict";
import {
  accountFromUrl,
  addressOf,
  homeserverFromUrl,
  isWidgetAddress,
  roomFromUrl,
} from "../../../src/host-support/widget-address.ts";

const V12 = "!PQVqxMB5x3MrgqPf_PIqB-ss54anE6RMnaqzN6Z4w6Y";

describe("the room in a widget's URL", () => {
  const inUrl = (src: string) => roomFromUrl({ src });

  it("is the roomId in the query", () => {
    assert.equal(inUrl("https://w.example/?roomId=!r%3Ax&widgetId=1"), "!r:x");
  });

  it("is the roomId in the fragment's query rather than that in the query", () => {
    assert.equal(inUrl(`https://w.example/?roomId=!old:x#?roomId=${V12}&userId=@a:x`), V12);
  });

  it("is the only value that is a room id, under any name", () => {
    assert.equal(inUrl("https://w.example/#/board?room=%21r%3Ax&name=x"), "!r:x");
  });

  it("is unknown when the URL names two rooms, neither as roomId", () => {
    assert.equal(inUrl("https://w.example/?a=!r:x&b=!s:x"), undefined);
  });

  it("is unknown when the URL names none, or is not a URL", () => {
    for (const src of ["https://w.example/?roomId=lobby", "about:blank", "not a url"])
      assert.equal(inUrl(src), undefined);
    assert.equal(roomFromUrl({}), undefined);
  });
});

describe("the account in a widget's URL", () => {
  it("is the URL's userId and deviceId", () => {
    assert.deepEqual(accountFromUrl({ src: "https://w.example/#?userId=@a:x&deviceId=D" }), {
      userId: "@a:x",
      deviceId: "D",
    });
  });

  const named = (query: string) => accountFromUrl({ src: `https://w.example/?${query}` });

  it("is unknown when the URL names none", () => {
    assert.deepEqual(accountFromUrl({}), {});
    assert.deepEqual(named("x=1"), {});
  });

  const VARIABLES = ["$matrix_user_id", "$org.matrix.msc3819.matrix_device_id", "$x"];
  for (const variable of VARIABLES)
    it(`is unknown when an old host left ${variable} in its template, in any encoding`, () => {
      const once = encodeURIComponent(variable);
      for (const left of [
        variable,
        once,
        encodeURIComponent(once),
        encodeURIComponent(encodeURIComponent(once)),
      ])
        assert.deepEqual(named(`userId=${left}&deviceId=${left}`), {}, left);
    });

  it("is unknown when the value cannot be a user id", () => {
    for (const value of [
      "alice",
      "@alice",
      "@:x",
      "@alice:",
      "@alice:x y",
      `@${"a".repeat(255)}:x`,
      "@a%00:x",
      "12",
    ])
      assert.deepEqual(named(`userId=${value}`), {}, value);
  });

  it("is the same user in any encoding of the id, so that the widget does not belong to another", () => {
    const userId = "@a+b:x.example:8448";
    const once = encodeURIComponent(userId);
    for (const value of [userId, once, encodeURIComponent(once), `${once}%20`])
      assert.deepEqual(named(`userId=${value}`), { userId }, value);
  });

  it("is the user in the query if the fragment has an unfilled variable", () => {
    const src = "https://w.example/?userId=@a:x#?userId=$matrix_user_id";
    assert.deepEqual(accountFromUrl({ src }), { userId: "@a:x" });
  });
});

describe("a widget's address", () => {
  it("has a widgetId in its query, or in its fragment's query", () => {
    assert.equal(isWidgetAddress("https://w.example/?widgetId=1"), true);
    assert.equal(isWidgetAddress("https://w.example/#?widgetId=1"), true);
  });

  it("differs from that of any other frame", () => {
    for (const src of ["https://ads.example/?id=1", "https://w.example/?widgetId=", "about:blank", ""])
      assert.equal(isWidgetAddress(src), false);
  });

  it("is shown to the user without its private parts", () => {
    const where = { src: "https://w.example/call/?userId=@a:x#?roomId=!r:x" };
    assert.equal(addressOf(where, "https://w.example"), "https://w.example/call/");
  });

  it("is only its origin once it has navigated elsewhere", () => {
    const where = { src: "https://w.example/call/" };
    assert.equal(addressOf(where, "https://elsewhere.example"), "https://elsewhere.example");
    assert.equal(addressOf({}, "https://w.example"), "https://w.example");
  });

  it("is unknown for a sandboxed frame, which may have navigated elsewhere, whatever its src says", () => {
    for (const src of [
      "https://w.example/call/",
      "data:text/html,hi",
      "about:srcdoc",
      "blob:https://c.example/x",
    ])
      assert.equal(addressOf({ src }, "null"), "null");
    assert.equal(addressOf({}, "null"), "null");
  });
});

describe("a widget's homeserver", () => {
  for (const src of [
    "https://call.example/room?widgetId=w#?baseUrl=https%3A%2F%2Fhs.example&userId=@a:x",
    "https://w.example/?matrix_base_url=https://hs.example",
  ])
    it(`is named by ${src}`, () => assert.equal(homeserverFromUrl({ src }), "https://hs.example"));

  for (const src of ["https://w.example/?baseUrl=$x", "https://w.example/?parentUrl=https://c.example", ""])
    it(`is not named by ${src || "nothing"}`, () => assert.equal(homeserverFromUrl({ src }), undefined));
});
