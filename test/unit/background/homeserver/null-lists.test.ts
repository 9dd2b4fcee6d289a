import assert from "node:assert/strict";
import { mock } from "node:test";
import { connect } from "../../../../src/background/homeserver/homeserver.ts";

const ALICE = "@alice:x";

/** A homeserver that answers everything with this. */
function answering(body: unknown) {
  mock.restoreAll();
  mock.method(globalThis, "fetch", async () => Response.json(body));
  return connect({ baseUrl: "https://hs.example", token: "t1" });
}
const inRoom = (room: unknown) => ({ rooms: { join: { "!r:x": room } } });
const event = { type: "t", sender: ALICE, origin_server_ts: 1, state_key: null, content: {} };

// Go writes an uninitialised list or map as `null`.
describe("an empty list that a homeserver writes as null", () => {
  afterEach(() => mock.restoreAll());

  it("is an empty list of pending events, in either place", async () => {
    for (const name of ["delayed_events", "scheduled"])
      assert.deepEqual(await answering({ [name]: null }).pendingEvents(), []);
  });

  it("is an empty list of transports, so no other place is asked", async () => {
    assert.deepEqual(await answering({ rtc_transports: null }).rtcTransports(), []);
  });

  it("is an empty list of a room's events", async () => {
    assert.deepEqual(await answering({ chunk: null }).lastEvents("!r:x", "t"), []);
  });

  for (const [what, body] of [
    ["rooms", { rooms: null, account_data: null }],
    ["joined rooms", { rooms: { join: null }, account_data: { events: null } }],
    ["a room's state", inRoom({ state: null })],
    ["the events of a room's state", inRoom({ state: { events: null } })],
  ] as const)
    it(`is an empty list of widgets, and of calls: ${what}`, async () => {
      assert.deepEqual(await answering(body).widgetPlaces("w", "https://widget.example"), []);
      assert.deepEqual(await answering(body).callMembers(ALICE), []);
    });

  it("is not a limit that the homeserver names", async () => {
    assert.deepEqual(await answering({ capabilities: null }).limits(), {});
  });

  it("leaves an event with a null state key readable", async () => {
    const [found] = await answering({ chunk: [event] }).lastEvents("!r:x", "t");
    assert.deepEqual([found?.sender, found && "stateKey" in found], [ALICE, false]);
  });
});
