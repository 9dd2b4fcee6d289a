import assert from "node:assert/strict";
import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import { describe as inFewWords } from "../../../../src/background/delays/describe.ts";
import { accountRequests } from "../../../../src/background/homeserver/account.ts";
import { callMemberRequests } from "../../../../src/background/homeserver/call-members.ts";
import {
  delayedEventRequests,
  UnansweredError,
} from "../../../../src/background/homeserver/delayed-events.ts";
import { readList } from "../../../../src/background/homeserver/listed.ts";
import { roomRequests } from "../../../../src/background/homeserver/rooms.ts";

const answering = (body: unknown) => async () => ({ body, here: (at: number) => at });
const LONG = "x".repeat(100_000);

describe("a homeserver that sends long texts", () => {
  it("names no account of a token if the ids are longer than a user or device id", async () => {
    const whoAmI = (body: object) => accountRequests(answering({ user_id: "@alice:x", ...body })).whoAmI();
    assert.deepEqual(await whoAmI({ device_id: "A" }), { userId: "@alice:x", deviceId: "A" });
    await assert.rejects(whoAmI({ user_id: `@${"a".repeat(255)}` }));
    await assert.rejects(whoAmI({ device_id: LONG }));
  });

  it("counts as giving no delay_id if that is longer than any real one", async () => {
    const schedule = (delay_id: string) =>
      delayedEventRequests(answering({ delay_id }), new Map()).schedule(
        ...(["!r", { type: "t", content: {}, delay: 1 }, "1"] as const),
        { stable: false, unstable: true, stickyEvents: false },
        1_000,
      );
    assert.equal(await schedule("d".repeat(1_000)), "d".repeat(1_000));
    await assert.rejects(schedule("d".repeat(1_001)), UnansweredError);
  });

  for (const change of [{ delay_id: LONG }, { type: LONG }, { room_id: LONG }, { state_key: LONG }])
    it(`lists no event whose ${Object.keys(change)} is longer than any real one`, () => {
      const common = { delay_id: "d", room_id: "!r", type: "t", content: {}, delay: 1, running_since: 1 };
      const body = { delayed_events: [{ ...common, ...change }, common] };
      assert.equal(readList({ body, here: (at) => at }).length, 1);
    });

  it("lists no call membership whose room or state key is longer than any real one", async () => {
    const content = { application: "m.call", device_id: "A" };
    const member = { type: "m.call.member", sender: "@alice:x", state_key: "@alice:x", content };
    const inRoom = (...events: object[]) => ({ state: { events } });
    const join = { "!r": inRoom(member, { ...member, state_key: LONG }), [LONG]: inRoom(member) };
    const all = await callMemberRequests(answering({ rooms: { join } })).callMembers("@alice:x");
    assert.deepEqual(
      all.map(({ roomId, stateKey }) => [roomId, stateKey]),
      [["!r", "@alice:x"]],
    );
  });

  it("has a room's name cut to its first 255 characters", async () => {
    const nameOf = (name: string) => roomRequests(answering({ name })).roomName("!r");
    assert.deepEqual([await nameOf(LONG), await nameOf("Standup")], [LONG.slice(0, 255), "Standup"]);
  });

  it("has an error cut to its first 1,000 characters", () => {
    assert.equal(inFewWords(new HTTPError(LONG, 500)).length, 1_000);
    assert.equal(inFewWords(new Error("no")), "no");
  });
});
