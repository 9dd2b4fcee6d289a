import assert from "node:assert/strict";
import { aHomeserver } from "./a-homeserver.ts";

describe("delayed events for a widget that names no room", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aHomeserver>>;
  before(async () => {
    given = await aHomeserver();
  });
  beforeEach(() => given.begin());
  after(() => given?.close());

  const data = () => ({ room_id: undefined, state_key: given.freshKey() });
  const widget = { id: "board", origin: "https://board.example" };
  const putWidget = (where: string, id: string, url: string) =>
    given.alice.sendState(where, "im.vector.modular.widgets", id, { type: "m.custom", url, name: "Board" });

  it("go to the room that lists the widget", async () => {
    const other = await given.alice.createRoom();
    await putWidget(other, "board", "https://board.example/#/?x=$matrix_room_id");
    const embedding = { src: "https://board.example/?widgetId=board#/?x=" };
    assert.equal((await given.schedule(data(), { widget, embedding }))?.room_id, other);
    // The same for a sibling that claims to be the listed widget.
    const sibling = { src: "https://board.example/?widgetId=sibling" };
    assert.deepEqual(await given.schedule(data(), { widget, embedding: sibling }), {
      error: { message: "Error sending event" },
    });
  });

  it("go nowhere when the listed widget of that id is another origin's", async () => {
    await putWidget(given.room, "stolen", "https://board.example/");
    const response = await given.schedule(data(), {
      widget: { id: "stolen", origin: "https://evil.example" },
      embedding: { src: "https://evil.example/?widgetId=stolen" },
    });
    assert.deepEqual(response, { error: { message: "Error sending event" } });
  });

  it("go nowhere for an account widget", async () => {
    const path = `/user/${encodeURIComponent(given.alice.userId)}/account_data/m.widgets`;
    await given.alice.http.authedRequest(
      "PUT" as never,
      path,
      {},
      { mine: { content: { url: "https://board.example/" } } },
    );
    const page = `https://client.example/#/room/${given.room}`;
    const response = await given.schedule(data(), {
      widget: { ...widget, id: "mine" },
      embedding: { page },
    });
    assert.deepEqual(response, { error: { message: "Error sending event" } });
  });

  it("go to the room shown when no room lists the widget", async () => {
    const page = `https://client.example/#/room/${given.room}`;
    const response = await given.schedule(data(), {
      widget: { ...widget, id: "virtual" },
      embedding: { page },
    });
    assert.equal(response?.room_id, given.room);
  });

  it("go nowhere without any sign of a room", async () => {
    assert.deepEqual(await given.schedule(data()), { error: { message: "Error sending event" } });
  });
});
