import assert from "node:assert/strict";
import { findRoom } from "../../../../src/background/widgets/rooms.ts";
import type { Whereabouts } from "../../../../src/host-support/whereabouts.ts";

const widget = { id: "w", origin: "https://widget.example" };

/** Finds the room with these signs; `places` is where the homeserver lists the widget. */
function find(signs: Partial<Whereabouts>, places: string[] | "account" = []) {
  const asked: string[] = [];
  const homeserver = {
    widgetPlaces: async () => {
      asked.push("places");
      return places;
    },
    roomByAlias: async (alias: string) => {
      asked.push(alias);
      return "!aliased:x";
    },
  };
  const room = findRoom(widget, { ids: [], page: "https://client.example/", ...signs }, homeserver);
  return room.then((found) => ({ found, asked }));
}
const SHOWN = { page: "https://client.example/#/room/!shown:x" };

describe("the room of a widget that names none", () => {
  it("is the one around the widget in the page, without asking the homeserver", async () => {
    const { found, asked } = await find({
      ...SHOWN,
      ids: ["mx_persistedElement_widget_room_!dom:x_w"],
      src: "https://widget.example/?roomId=!url:x",
    });
    assert.deepEqual([found, asked], ["!dom:x", []]);
  });

  it("is else the one in the widget's URL, without asking the homeserver", async () => {
    const { found, asked } = await find({ ...SHOWN, src: "https://widget.example/?roomId=!url:x" });
    assert.deepEqual([found, asked], ["!url:x", []]);
  });

  it("is else the only room that lists the widget", async () => {
    assert.equal((await find(SHOWN, ["!listed:x"])).found, "!listed:x");
  });

  it("is else the room shown, if no room lists the widget or that one does", async () => {
    assert.equal((await find(SHOWN, [])).found, "!shown:x");
    assert.equal((await find(SHOWN, ["!other:x", "!shown:x"])).found, "!shown:x");
  });

  it("is else the room shown, by its alias", async () => {
    assert.equal((await find({ page: "https://client.example/#/room/#hall:x" })).found, "!aliased:x");
  });

  it("is unknown when two rooms list the widget and another is shown", async () => {
    assert.equal((await find(SHOWN, ["!one:x", "!two:x"])).found, undefined);
  });

  it("is unknown for a widget of the account, whatever room is shown", async () => {
    assert.equal((await find(SHOWN, "account")).found, undefined);
  });

  it("is unknown when nothing tells", async () => {
    assert.equal((await find({})).found, undefined);
  });
});
