import assert from "node:assert/strict";
import fc from "fast-check";
import {
  accountFromUrl,
  addressOf,
  type Embedding,
  homeserverFromUrl,
  isRoomId,
  isWidgetAddress,
  ownWidgetId,
  roomFromDom,
  roomFromPage,
  roomFromUrl,
  within,
} from "../../../src/host-support/embedding.ts";

const V12 = "!PQVqxMB5x3MrgqPf_PIqB-ss54anE6RMnaqzN6Z4w6Y";
const at = (where: Partial<Embedding>): Embedding => ({
  ids: [],
  page: "https://client.example/",
  ...where,
});

describe("the room around a widget, according to its client's DOM ids,", () => {
  it("is the one in Element Web's container", () => {
    const where = at({ ids: ["", "mx_persistedElement_widget_room_!r:example.org_w1"] });
    assert.equal(roomFromDom(where, "w1"), "!r:example.org");
  });

  it("may have underscores and no colon in its id, as in room version 12", () => {
    const where = at({ ids: [`mx_persistedElement_widget_room_${V12}_w_1`] });
    assert.equal(roomFromDom(where, "w_1"), V12);
  });

  it("is the one in the id of gomuks' iframe", () => {
    assert.equal(roomFromDom(at({ ids: ["widget;!r:x;app.gomuks.call"] }), "app.gomuks.call"), "!r:x");
  });

  it("is unknown when the container belongs to another widget", () => {
    assert.equal(roomFromDom(at({ ids: ["mx_persistedElement_widget_room_!r:x_w2"] }), "w1"), undefined);
  });

  it("is unknown for an account widget", () => {
    assert.equal(roomFromDom(at({ ids: ["mx_persistedElement_widget_user_@a:x_w1"] }), "w1"), undefined);
  });
});

describe("a widget's id", () => {
  const inDom = ["mx_persistedElement_widget_room_!r:x_w1"];

  it("is the one that the host put into the URL, whatever the widget says", () => {
    const src = "https://w.example/?widgetId=w1";
    for (const claimed of ["w1", "sibling", ""])
      assert.equal(ownWidgetId(at({ src, ids: inDom }), claimed), "w1");
  });

  it("comes from the query, where hosts put it, not from the fragment, which may be the template's", () => {
    assert.equal(
      ownWidgetId(at({ src: "https://w.example/?widgetId=w1#?widgetId=sibling" }), "sibling"),
      "w1",
    );
    assert.equal(ownWidgetId(at({ src: "https://w.example/#?widgetId=w1" }), "sibling"), "w1");
  });

  it("is otherwise the one that the widget names, if the page around the iframe agrees", () => {
    assert.equal(ownWidgetId(at({ ids: inDom }), "w1"), "w1");
    assert.equal(ownWidgetId(at({ ids: inDom }), "sibling"), undefined);
    assert.equal(ownWidgetId(at({ src: "https://w.example/" }), "w1"), undefined);
  });

  it("is not a part of the container's id whose rest is another room", () => {
    const ids = ["mx_persistedElement_widget_room_!a:x_b:y_w1", `widget;${V12.slice(0, 20)};b;w1`];
    for (const id of [`mx_persistedElement_widget_room_${V12}_w1`, ...ids])
      for (let from = 0; from < id.length; from += 1) {
        const claimed = id.slice(from);
        const room = roomFromDom(at({ ids: [id] }), claimed);
        assert.ok(room === undefined || room === V12 || /^!a:x(?:_b:y)?$/.test(room), `${claimed}: ${room}`);
      }
  });
});

describe("the room in a widget's URL", () => {
  const inUrl = (src: string) => roomFromUrl(at({ src }));

  it("is the roomId in the query", () => {
    assert.equal(inUrl("https://w.example/?roomId=!r%3Ax&widgetId=1"), "!r:x");
  });

  it("is the roomId in the fragment's query rather than the one in the query", () => {
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
    assert.equal(roomFromUrl(at({})), undefined);
  });
});

describe("the room that a client shows", () => {
  for (const [client, page, room] of [
    ["Element Web, by id", "https://e.example/#/room/!r:x", "!r:x"],
    ["Element Web, at an event", "https://e.example/#/room/!r:x/$event?via=x", "!r:x"],
    ["Element Web, room version 12", `https://e.example/#/room/${V12}`, V12],
    ["Element Web, by alias", "https://e.example/#/room/#hall:x", "#hall:x"],
    ["Cinny", "https://c.example/home/!r%3Ax/", "!r:x"],
    ["Cinny, in a space", "https://c.example/%23space%3Ax/%21r%3Ax/%24event", "!r:x"],
    ["Sable, in a direct chat", "https://s.example/to/@b%3Ax/!r%3Ax", "!r:x"],
    ["Sable under a fragment", "https://s.example/#/direct/!r%3Ax/", "!r:x"],
  ] as const)
    it(`is in the URL of ${client}`, () => {
      assert.equal(roomFromPage(at({ page })), room);
    });

  it("is in the history of gomuks", () => {
    assert.equal(roomFromPage(at({ historyRoom: "!r:x" })), "!r:x");
  });

  it("is not the space whose lobby is open", () => {
    assert.equal(roomFromPage(at({ page: "https://c.example/app/!space%3Ax/lobby/" })), undefined);
  });

  it("is unknown elsewhere", () => {
    for (const page of ["https://e.example/#/home", "https://e.example/%E0%A4%A/", "nonsense", ""])
      assert.equal(roomFromPage(at({ page })), undefined);
  });
});

describe("the account in a widget's URL", () => {
  it("is the URL's userId and deviceId", () => {
    assert.deepEqual(accountFromUrl(at({ src: "https://w.example/#?userId=@a:x&deviceId=D" })), {
      userId: "@a:x",
      deviceId: "D",
    });
  });

  const named = (query: string) => accountFromUrl(at({ src: `https://w.example/?${query}` }));

  it("is unknown when the URL names none", () => {
    assert.deepEqual(accountFromUrl(at({})), {});
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

  it("is the same user in any encoding of the id", () => {
    const userId = "@a+b:x.example:8448";
    const once = encodeURIComponent(userId);
    for (const value of [userId, once, encodeURIComponent(once), `${once}%20`])
      assert.deepEqual(named(`userId=${value}`), { userId }, value);
  });

  it("is the user in the query if the fragment has an unfilled variable", () => {
    const src = "https://w.example/?userId=@a:x#?userId=$matrix_user_id";
    assert.deepEqual(accountFromUrl(at({ src })), { userId: "@a:x" });
  });
});

it("reading a page's embedding never throws, whatever the page contains", () => {
  fc.assert(
    fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string(), (url, text) => {
      for (const page of [url, text]) {
        const where = at({ src: page, page, ids: [text], historyRoom: text });
        for (const room of [roomFromDom(where, text), roomFromUrl(where)])
          assert.ok(room === undefined || isRoomId(room));
        roomFromPage(where);
        accountFromUrl(where);
      }
    }),
  );
});

describe("a widget's address", () => {
  it("has a widgetId in its query or in its fragment's query", () => {
    assert.equal(isWidgetAddress("https://w.example/?widgetId=1"), true);
    assert.equal(isWidgetAddress("https://w.example/#?widgetId=1"), true);
  });

  it("differs from that of any other frame", () => {
    for (const src of ["https://ads.example/?id=1", "https://w.example/?widgetId=", "about:blank", ""])
      assert.equal(isWidgetAddress(src), false);
  });

  it("is shown to the user without its private parts", () => {
    const where = at({ src: "https://w.example/call/?userId=@a:x#?roomId=!r:x" });
    assert.equal(addressOf(where, "https://w.example"), "https://w.example/call/");
  });

  it("is only its origin once it has navigated elsewhere", () => {
    const where = at({ src: "https://w.example/call/" });
    assert.equal(addressOf(where, "https://elsewhere.example"), "https://elsewhere.example");
    assert.equal(addressOf(at({}), "https://w.example"), "https://w.example");
  });

  it("is unknown for a sandboxed frame, which may have navigated elsewhere, whatever its src says", () => {
    for (const src of [
      "https://w.example/call/",
      "data:text/html,hi",
      "about:srcdoc",
      "blob:https://c.example/x",
    ])
      assert.equal(addressOf(at({ src }), "null"), "null");
    assert.equal(addressOf(at({}), "null"), "null");
  });
});

describe("a widget's embedding", () => {
  it("is kept without tokens in addresses", () => {
    const page = "https://c.example/?loginToken=secret&x=1#/room/!r:x?access_token=secret";
    const src = "https://w.example/?access_token=secret&widgetId=w";
    assert.deepEqual(within({ ids: [], page, src }), {
      ids: [],
      page: "https://c.example/?loginToken=&x=1#/room/!r:x?access_token=",
      src: "https://w.example/?access_token=&widgetId=w",
    });
  });

  it("is otherwise kept unchanged", () => {
    const given = {
      ids: ["a"],
      page: "https://c.example/?token=1#access",
      src: "https://w.example/?a=access_token",
    };
    assert.deepEqual(within(given), given);
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
