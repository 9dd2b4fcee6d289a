import assert from "node:assert/strict";
import type { Request } from "../../../../src/background/homeserver/request.ts";
import { roomRequests } from "../../../../src/background/homeserver/rooms.ts";

const answering = (body: unknown) =>
  roomRequests((async () => ({ body, here: (at: number) => at })) as Request);

describe("a room's name", () => {
  it("is the one that the homeserver names", async () => {
    assert.equal(await answering({ name: "Standup" }).roomName("!r:x"), "Standup");
  });

  it("is undefined for an id that no path can contain, without an error", async () => {
    for (const roomId of [".", "..", "!\ud800"])
      assert.equal(await answering({ name: "Standup" }).roomName(roomId), undefined);
  });
});
