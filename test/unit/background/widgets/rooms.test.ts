import assert from "node:assert/strict";
import { findRoom } from "../../../../src/background/widgets/rooms.ts";
import type { Embedding } from "../../../../src/host-support/embedding.ts";

const widget = { id: "w", origin: "https://widget.example" };
const SRC = "https://widget.example/?widgetId=w";

/** Finds the room by these signs; `places` are the rooms where the homeserver lists the widget. */
function find(signs: Partial<Embedding>, places: string[] | "account" = [], of = widget) {
  const asked: string[] = [];
  const listedAs: [string, string][] = [];
  const homeserver = {
    widgetPlaces: async (id: string, origin: string) => {
      asked.push("places");
      listedAs.push([id, origin]);
      return places;
    },
    roomByAlias: async (alias: string) => {
      asked.push(alias);
      return "!aliased:x";
    },
  };
  const room = findRoom(of, { ids: [], page: "https://client.example/", ...signs }, homeserver);
  return room.then((found) => ({ found, asked, listedAs }));
}
const SHOWN = { page: "https://client.example/#/room/!shown:x", src: SRC };

describe("the room of a widget that names none", () => {
  it("is the one around the widget in the page, without asking the homeserver", async () => {
    const { found, asked } = await find({
      ...SHOWN,
      ids: ["mx_persistedElement_widget_room_!dom:x_w"],
      src: "https://widget.example/?roomId=!url:x",
    });
    assert.deepEqual([found, asked], ["!dom:x", []]);
  });

  it("is otherwise the one in the widget's URL, without asking the homeserver", async () => {
    const { found, asked } = await find({ ...SHOWN, src: "https://widget.example/?roomId=!url:x" });
    assert.deepEqual([found, asked], ["!url:x", []]);
  });

  it("is otherwise the only room that lists the widget", async () => {
    assert.equal((await find(SHOWN, ["!listed:x"])).found, "!listed:x");
  });

  it("is never that of a sibling whose id it claims", async () => {
    const claiming = { ...widget, id: "sibling" };
    const ids = ["mx_persistedElement_widget_room_!own:x_w"];
    assert.equal((await find({ ...SHOWN, ids }, ["!sibling:x"], claiming)).found, "!own:x");
    const { listedAs } = await find(SHOWN, ["!own:x"], claiming);
    assert.deepEqual(listedAs, [["w", "https://widget.example"]]);
    for (const src of [undefined, "https://widget.example/"])
      assert.equal(
        (await find({ page: SHOWN.page, ...(src && { src }) }, ["!sibling:x"], claiming)).found,
        undefined,
      );
  });

  it("is at most the room shown, never a listed one, if the host has put no id on the iframe", async () => {
    const { page } = SHOWN;
    assert.equal((await find({ page }, ["!listed:x"])).found, undefined);
    assert.equal((await find({ page }, ["!listed:x", "!shown:x"])).found, "!shown:x");
    assert.equal((await find({ page }, "account")).found, undefined);
  });

  it("is found by the address at which the host opened the widget, wherever it has navigated since", async () => {
    for (const origin of ["https://elsewhere.example", "null"]) {
      const { found, listedAs } = await find(SHOWN, ["!listed:x"], { ...widget, origin });
      assert.deepEqual([found, listedAs], ["!listed:x", [["w", "https://widget.example"]]]);
    }
  });

  it("is otherwise the room shown, if no room lists the widget or that one does", async () => {
    assert.equal((await find(SHOWN, [])).found, "!shown:x");
    assert.equal((await find(SHOWN, ["!other:x", "!shown:x"])).found, "!shown:x");
  });

  it("is otherwise the room shown, by its alias", async () => {
    assert.equal((await find({ page: "https://client.example/#/room/#hall:x" })).found, "!aliased:x");
  });

  it("is unknown when two rooms list the widget and another is shown", async () => {
    assert.equal((await find(SHOWN, ["!one:x", "!two:x"])).found, undefined);
  });

  it("is unknown for an account widget, whatever room is shown", async () => {
    assert.equal((await find(SHOWN, "account")).found, undefined);
  });

  it("is unknown without any sign", async () => {
    assert.equal((await find({})).found, undefined);
  });
});
