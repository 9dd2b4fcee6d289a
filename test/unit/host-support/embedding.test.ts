import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Embedding,
  ownWidgetId,
  roomFromDom,
  roomFromPage,
  within,
} from "../../../src/host-support/embedding.ts";
import { isRoomId } from "../../../src/host-support/identifiers.ts";
import { accountFromUrl, roomFromUrl } from "../../../src/host-support/widget-address.ts";

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

describe("what is around a widget", () => {
  it("is kept without a token that is in an address", () => {
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
