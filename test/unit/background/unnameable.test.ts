import assert from "node:assert/strict";
import { ledgerEntry } from "./delays/ledger-entry.ts";
import { useBackground } from "./use-background.ts";
import { HOMESERVER } from "./willing-homeserver.ts";

const EVENT = { type: "com.example.heartbeat.member", state_key: "k", content: {}, delay: 8_000 };

describe("an event that no URL can name", () => {
  const scene = useBackground();
  const seen = () => scene.background.seen(HOMESERVER, "t1");

  for (const change of [{ room_id: "." }, { room_id: ".." }, { state_key: ".." }, { state_key: "\ud83d" }])
    it(`is refused, and neither requested nor stored: ${JSON.stringify(change)}`, async () => {
      await seen();
      const answer = await scene.background.ask("send_event", { ...EVENT, room_id: "!r:x", ...change });
      assert.deepEqual(answer, { error: { message: "Error sending event" } });
      assert.ok(!scene.requests.some((request) => request.startsWith("PUT")));
      assert.deepEqual((await scene.background.overview()).delays, []);
    });

  it("hides no other event from the popup if it was stored before", async () => {
    const mine = {
      state: "unknown",
      account: { userId: "@alice:hs.example", homeserver: HOMESERVER },
    } as const;
    for (const [id, roomId] of [
      ["1", "."],
      ["2", "!r:x"],
    ] as const)
      await scene.background.persistent.set(`delay ${id}`, ledgerEntry({ ...mine, id, roomId }));
    await seen();
    const { delays } = await scene.background.overview();
    assert.deepEqual(delays.map(({ room }) => room.id).sort(), ["!r:x", "."]);
  });
});
