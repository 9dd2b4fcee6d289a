import assert from "node:assert/strict";
import { encodeUri } from "matrix-js-sdk/lib/utils.js";
import type { CallMembership, LeaveOutcome } from "../../src/messaging/views/calls.ts";
import { CALL_MEMBER, isLeave } from "../environment/call/membership.ts";
import type { MatrixUser } from "../environment/homeserver/matrix-user.ts";
import { aHomeserver } from "./a-homeserver.ts";

const EVERYBODY_CALLS = { power_level_content_override: { events: { [CALL_MEMBER]: 0 } } };
const CALLER = {
  approved: ["org.matrix.msc2762.timeline:*", `org.matrix.msc2762.send.state_event:${CALL_MEMBER}`],
};

describe("a call that the user was left behind in", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aHomeserver>>;
  let room: string;
  before(async () => {
    given = await aHomeserver();
  });
  beforeEach(async () => {
    const { alice, bob } = given;
    room = await bob.createRoom({ name: "Standup", invite: [alice.userId], ...EVERYBODY_CALLS });
    await alice.join(room);
    await given.begin();
  });
  afterEach(() => given.alice.http.authedRequest("POST" as never, pathTo("leave")).catch(() => {}));
  after(() => given?.close());

  const pathTo = (what: string) => encodeUri(`/rooms/$room/${what}`, { $room: room });
  const keyOf = ({ userId }: MatrixUser, device: string) => `_${userId}_${device}_m.call`;
  /** Joins a call like Element Call, with a start ten minutes ago, and never leaves. @returns the state key */
  async function join(user: MatrixUser, device = user.deviceId, stateKey = keyOf(user, device)) {
    const call = { application: "m.call", call_id: "", scope: "m.room", device_id: device };
    const times = { created_ts: Date.now() - 600_000, expires: 14_400_000 };
    await user.sendState(room, CALL_MEMBER, stateKey, { ...call, ...times, foci_preferred: [] });
    return stateKey;
  }
  const found = () =>
    given.background.fromPage({ ask: "memberships", tabId: 1 }) as Promise<CallMembership[]>;
  const leave = (stateKey: string, userId = given.alice.userId) =>
    given.background.fromPage({
      ask: "leave-call",
      tabId: 1,
      roomId: room,
      type: CALL_MEMBER,
      userId,
      stateKey,
    }) as Promise<LeaveOutcome>;
  const isIn = async (stateKey: string) =>
    Object.keys((await given.bob.state(room, CALL_MEMBER, stateKey)) ?? {}).length > 0;

  it("is found with its room, and once it is left, everybody sees that the user is gone", async () => {
    const { alice, bob } = given;
    const stateKey = await join(alice);
    const [call, ...others] = await found();
    assert.deepEqual(
      [call?.room, call?.stateKey, call?.from],
      [{ id: room, name: "Standup" }, stateKey, "here"],
    );
    assert.deepEqual(others, []);
    assert.ok(Math.abs((call?.since ?? 0) - (Date.now() - 600_000)) < 10_000);
    const mark = await bob.mark();
    assert.deepEqual(await leave(stateKey), { ok: true });
    const { state_key } = await bob.waitForEvent(room, isLeave(alice.userId), 15_000, mark);
    assert.equal(state_key, stateKey);
    assert.deepEqual(await found(), []);
    assert.deepEqual(await leave(stateKey), { ok: false, error: "over", reason: "over" });
  });

  it("may be another device's, and this device's call stays", async () => {
    const own = await join(given.alice);
    const other = await join(given.alice, "LAPTOP");
    const all = (await found()).map(({ stateKey, from }) => [stateKey, from]);
    assert.deepEqual(
      new Map(all as [string, string][]),
      new Map([
        [own, "here"],
        [other, "elsewhere"],
      ]),
    );
    assert.deepEqual(await leave(other), { ok: true });
    assert.deepEqual([await isIn(own), await isIn(other)], [true, false]);
  });

  it("is never another user's, nor one that another user has sent under the user's own key", async () => {
    const bobs = await join(given.bob);
    const written = await join(given.bob, "FORGED", keyOf(given.alice, "FORGED"));
    assert.deepEqual(await found(), []);
    for (const stateKey of [bobs, written])
      assert.deepEqual(await leave(stateKey), { ok: false, error: "over", reason: "over" });
    assert.equal((await leave(bobs, given.bob.userId)).ok, false);
    assert.deepEqual([await isIn(bobs), await isIn(written)], [true, true]);
  });

  it("is not found while a widget here or another device keeps it alive, but afterwards", async () => {
    const stateKey = keyOf(given.alice, given.alice.deviceId);
    const data = { type: CALL_MEMBER, state_key: stateKey, content: {}, room_id: room };
    const { delay_id } = (await given.schedule(data, CALLER)) ?? {};
    await join(given.alice);
    const alive = { ok: false, error: "alive", reason: "alive" };
    assert.deepEqual([await found(), await leave(stateKey)], [[], alive]);
    // Another background has not scheduled it, so only the homeserver shows that the call is alive.
    await given.begin();
    assert.deepEqual([await found(), await leave(stateKey)], [[], alive]);
    assert.ok(await isIn(stateKey));
    await given.alice.cancel(delay_id as string);
    await given.begin();
    assert.equal((await found())[0]?.stateKey, stateKey);
  });

  it("is not found in a room that the user has left", async () => {
    const stateKey = await join(given.alice);
    assert.equal((await found()).length, 1);
    await given.alice.http.authedRequest("POST" as never, pathTo("leave"));
    assert.deepEqual(await leave(stateKey), { ok: false, error: "over", reason: "over" });
    assert.deepEqual(await found(), []);
  });

  it("stays if the user may no longer send the event in the room, and the popup is told so", async () => {
    const stateKey = await join(given.alice);
    const levels = (await given.bob.state(room, "m.room.power_levels")) as { events: object };
    const events = { ...levels.events, [CALL_MEMBER]: 50 };
    await given.bob.sendState(room, "m.room.power_levels", "", { ...levels, events });
    const outcome = await leave(stateKey);
    assert.equal(outcome.ok || outcome.reason, "not-allowed");
    assert.ok(await isIn(stateKey));
  });
});
