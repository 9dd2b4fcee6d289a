import assert from "node:assert/strict";
import { callMemberRequests } from "../../../../src/background/homeserver/call-members.ts";
import type { Request } from "../../../../src/background/homeserver/request.ts";

const ALICE = "@alice:x";
const LEGACY = "org.matrix.msc3401.call.member";

/** @returns what is read from a sync with these events, with our clock 1 s ahead; `asked` are the requests */
function reading(...events: unknown[]) {
  const asked: { method: string; path: string; query?: Record<string, string>; body?: unknown }[] = [];
  const request = (async (method, path, { query, body }) => {
    asked.push({ method, path, ...(query && { query }), ...(body && { body }) });
    return { body: { rooms: { join: { "!r:x": { state: { events } } } } }, here: (at: number) => at + 1_000 };
  }) as Request;
  return { ...callMemberRequests(request), asked };
}
const event = (content: unknown, change: object = {}) => ({
  type: LEGACY,
  sender: ALICE,
  state_key: "_@alice:x_PHONE_m.call",
  origin_server_ts: 5_000,
  content,
  ...change,
});
const devices = async (content: unknown, change: object = {}) =>
  (await reading(event(content, change)).callMembers(ALICE))[0]?.devices;

describe("the call memberships that a homeserver returns", () => {
  it("are found in one request, for one user only, with another filter each time", async () => {
    const { callMembers, asked } = reading();
    await callMembers(ALICE);
    await callMembers(ALICE, "!r:x");
    assert.deepEqual([asked.length, asked[0]?.path], [2, "/sync"]);
    const [all, one] = asked.map(({ query }) => JSON.parse(query?.filter ?? ""));
    assert.deepEqual(all.room.state.senders, [ALICE]);
    assert.ok(all.room.state.types.includes(LEGACY));
    assert.deepEqual([all.room.rooms, one.room.rooms], [undefined, ["!r:x"]]);
    assert.notDeepEqual(all.presence, one.presence);
  });

  it("have the device, and times by our clock; they last four hours if they do not say how long", async () => {
    const content = { application: "m.call", device_id: "PHONE", created_ts: 2_000, expires: 7_000 };
    assert.deepEqual(await devices(content), [{ deviceId: "PHONE", since: 3_000, expiresAt: 10_000 }]);
    const { created_ts: _, expires: __, ...rest } = content;
    assert.deepEqual(await devices(rest), [{ deviceId: "PHONE", since: 6_000, expiresAt: 14_406_000 }]);
  });

  it("have every device that a user's single event lists", async () => {
    const memberships = [
      { device_id: "PHONE", application: "m.call" },
      { device_id: "LAPTOP" },
      "nonsense",
      {},
    ];
    const found = await devices({ memberships }, { state_key: ALICE });
    assert.deepEqual(
      found?.map(({ deviceId }) => deviceId),
      ["PHONE", "LAPTOP"],
    );
  });

  it("have the device of a member in the current proposal's form", async () => {
    const content = { application: { type: "m.call" }, member: { claimed_device_id: "PHONE" } };
    const [found] = (await devices(content, { type: "org.matrix.msc4143.rtc.member" })) ?? [];
    assert.equal(found?.deviceId, "PHONE");
  });

  for (const content of [{}, { memberships: [] }, { leave_reason: "left" }, { memberships: "many" }])
    it(`have no device in the call: ${JSON.stringify(content)}`, async () => {
      assert.deepEqual(await devices(content), []);
    });

  it("keep valid devices beside invalid ones", async () => {
    const strange = { application: 1, device_id: 7, created_ts: "now", expires: -1 };
    assert.deepEqual(await devices(strange), [{ since: 6_000, expiresAt: 14_406_000 }]);
    assert.deepEqual(await devices(strange, { origin_server_ts: null }), [{}]);
  });

  for (const [what, wrong] of [
    ["another type", event({ application: "m.call" }, { type: "m.room.member" })],
    ["no state key", event({ application: "m.call" }, { state_key: undefined })],
    ["no sender", event({ application: "m.call" }, { sender: 1 })],
    ["no content", event(null)],
    ["no event", 7],
  ] as const)
    it(`do not include an event with ${what}`, async () => {
      assert.deepEqual(await reading(wrong).callMembers(ALICE), []);
    });

  it("end with empty content under the same state key", async () => {
    const { leaveCall, asked } = reading();
    await leaveCall({ roomId: "!r:x", type: LEGACY, stateKey: "_@alice:x_A/B" });
    const path = "/rooms/!r%3Ax/state/org.matrix.msc3401.call.member/_%40alice%3Ax_A%2FB";
    assert.deepEqual(asked, [{ method: "PUT", path, body: {} }]);
  });
});
