import assert from "node:assert/strict";
import { createAccounts } from "../../../../src/background/widgets/accounts.ts";
import type { Widget } from "../../../../src/background/widgets/widget-load.ts";
import { alice, at, bob, ORIGIN, seen, sessionsOf } from "../sessions/sessions-of.ts";

/** Alice's and Bob's sessions, each at their own homeserver, in one client; `inRoom` says who is in which room. */
async function accountsIn(inRoom: Record<string, string[]>) {
  const asked: string[] = [];
  const { sessions } = sessionsOf(
    { a: alice, b: bob },
    {
      async isJoined(room, userId) {
        asked.push(room);
        return inRoom[room]?.includes(userId) ?? false;
      },
    },
  );
  await sessions.learn(seen("a"));
  await sessions.learn(seen("b", at("https://bobs.example")));
  const { sessionOf } = createAccounts(sessions, { all: async () => [] });

  /** @param page what the client's page shows @param roomId the room in the widget's request */
  async function whose(page: string, roomId?: string): Promise<string | undefined> {
    const widget = { id: "w", origin: "https://widget.example", partition: "default", client: ORIGIN };
    const load = { ...widget, embedding: { ids: [], page: ORIGIN + page } } as unknown as Widget;
    return (await sessionOf(load, { roomId }))?.account.userId;
  }
  return { whose, asked };
}

describe("the account of a widget that names none, in a client with two accounts,", () => {
  const rooms = { "!alice:x": [alice.userId], "!bob:x": [bob.userId], "!both:x": [alice.userId, bob.userId] };

  it("is the only one in the room that the page shows, whoever was seen first", async () => {
    const { whose } = await accountsIn(rooms);
    assert.equal(await whose("/#/room/!alice:x"), alice.userId);
    assert.equal(await whose("/#/room/!bob:x"), bob.userId);
  });

  it("is the only one in the room that its request names, whatever the page shows", async () => {
    const { whose } = await accountsIn(rooms);
    assert.equal(await whose("/#/room/!alice:x", "!bob:x"), bob.userId);
  });

  it("is unknown if both are in the room", async () => {
    const { whose } = await accountsIn(rooms);
    assert.equal(await whose("/#/room/!both:x"), undefined);
    assert.equal(await whose("/#/room/!alice:x", "!both:x"), undefined);
  });

  it("is unknown if neither is in the room", async () => {
    const { whose } = await accountsIn(rooms);
    assert.equal(await whose("/#/room/!other:x"), undefined);
  });

  it("is unknown, without a request, if no room is visible", async () => {
    const { whose, asked } = await accountsIn(rooms);
    assert.equal(await whose("/"), undefined);
    assert.deepEqual(asked, []);
  });
});
