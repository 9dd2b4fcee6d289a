import assert from "node:assert/strict";
import { roomFromDom, roomFromPage } from "../../../src/host-support/embedding.ts";
import { isAlias, isRoomId } from "../../../src/host-support/identifiers.ts";
import { roomFromUrl } from "../../../src/host-support/widget-address.ts";

const page = "https://client.example/";
const nowhere = { ids: [], page };

/** Values that a page may write instead of a room id, and that no homeserver would create. */
const NO_ROOM_IDS = [
  ...["!r/x:h", "!r?x:h", "!r#x:h", "!r x:h", "!r\n:h"],
  ...["!", "r:h", "#r:h", "", " !r:h", `!${"r".repeat(255)}`],
];

describe("a room id", () => {
  for (const value of ["!r:h", "!r", `!${"r".repeat(254)}`, "!a_b-C~.:example.org:8448", "!é:h"])
    it(`may be ${value.slice(0, 40)}`, () => {
      assert.ok(isRoomId(value));
    });

  for (const value of NO_ROOM_IDS) {
    const name = JSON.stringify(value.slice(0, 40));
    it(`is not ${name}`, () => {
      assert.ok(!isRoomId(value));
    });

    it(`is not read from a widget's surroundings, its address or its client's history: ${name}`, () => {
      assert.equal(roomFromDom({ ...nowhere, ids: [`widget;${value};w`] }, "w"), undefined);
      const src = `https://widget.example/?roomId=${encodeURIComponent(value)}`;
      assert.equal(roomFromUrl({ src }), undefined);
      assert.equal(roomFromPage({ ...nowhere, historyRoom: value }), undefined);
    });
  }

  it("is not read from a client's address if it would contain an encoded slash", () => {
    const encoded = encodeURIComponent("!r/../x:h");
    assert.equal(roomFromPage({ ...nowhere, page: `${page}#/room/${encoded}` }), undefined);
    assert.equal(roomFromPage({ ...nowhere, page: `${page}home/${encoded}` }), undefined);
  });
});

describe("a room alias", () => {
  it("may be #hall:h", () => {
    assert.ok(isAlias("#hall:h"));
  });

  for (const value of ["#hall", "#ha/ll:h", "#ha ll:h", "hall:h", "!hall:h", `#${"h".repeat(253)}:h`])
    it(`is not ${value.slice(0, 40)}`, () => {
      assert.ok(!isAlias(value));
    });
});
