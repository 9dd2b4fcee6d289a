import assert from "node:assert/strict";
import type { RoomEvent } from "../environment/homeserver/room-events.ts";
import type { Asker } from "./a-background.ts";
import { aProxiedBackground } from "./a-proxied-background.ts";

const SEND = "org.matrix.msc4407.send.sticky_event";
const RECEIVE = "org.matrix.msc4407.receive.sticky_event";
const MEMBER = "org.matrix.msc4143.rtc.member";
const APPROVED = [
  "org.matrix.msc2762.timeline:*",
  `org.matrix.msc2762.send.event:${MEMBER}`,
  "org.matrix.msc2762.send.event:m.room.message",
];
const FAILED = { error: { message: "Error sending event" } };
const HOUR = 3_600_000;

type Given = Awaited<ReturnType<typeof aProxiedBackground>>;

/** Runs a Synapse with this configuration for the tests of a `describe`. */
function useHomeserver(config: Record<string, unknown> = {}) {
  const scene = { given: undefined as unknown as Given, send, member, sent };
  let keys = 0;
  before(async () => {
    scene.given = await aProxiedBackground({ config });
  });
  beforeEach(() => scene.given.begin());
  after(() => scene.given?.close());

  /** Sends a sticky event as a widget whose host knows none. @returns its `response` */
  function send(event: object = {}, asker: Asker = {}) {
    const data = {
      type: MEMBER,
      content: member(),
      sticky_duration_ms: 60_000,
      room_id: scene.given.room,
      ...event,
    };
    return scene.given.background.ask("send_event", data, {
      approved: APPROVED,
      delayed: [SEND, RECEIVE],
      ...asker,
    });
  }

  /** Unique content of a membership. */
  function member() {
    keys += 1;
    return { msc4354_sticky_key: `key ${keys}` };
  }

  /** The ids of the widget's events in the room, and how long each is sticky (ms). */
  async function sent(room = scene.given.room): Promise<[unknown, unknown][]> {
    const events = (await scene.given.alice.timeline(room)) as (RoomEvent & { msc4354_sticky?: object })[];
    return events
      .filter(({ type }) => type === MEMBER || type === "m.room.message")
      .map(({ event_id, msc4354_sticky }) => [event_id, msc4354_sticky]);
  }
  return scene;
}

describe("a sticky event at a Synapse that has them", function () {
  this.timeout(120_000);
  const scene = useHomeserver();
  const { send, member, sent } = scene;

  it("is sticky in the room, and the widget is told its event_id", async () => {
    const before = await sent();
    const { event_id, room_id } = (await send()) ?? {};
    assert.equal(room_id, scene.given.room);
    assert.deepEqual(await sent(), [...before, [event_id, { duration_ms: 60_000 }]]);
  });

  it("is sticky for an hour if the widget asks for longer", async () => {
    const { event_id } = (await send({ sticky_duration_ms: 2 * HOUR })) ?? {};
    assert.deepEqual((await sent()).at(-1), [event_id, { duration_ms: HOUR }]);
  });

  it("is sent once, even if its script repeats the request after the background has died", async () => {
    const nonce = await scene.given.background.load({ approved: APPROVED, delayed: [SEND] });
    const before = await sent();
    const once = { nonce, id: crypto.randomUUID() };
    const content = member();
    const { event_id } = (await send({ content }, once)) ?? {};
    scene.given.background.restart();
    assert.deepEqual((await send({ content }, once))?.event_id, event_id);
    assert.equal((await sent()).length, before.length + 1);
  });

  it("is sent once, even if the first answer is lost", async () => {
    const before = await sent();
    scene.given.proxy.inject(
      { method: "PUT", path: /sticky_duration_ms=/ },
      { kind: "reset-after" },
      { times: 1 },
    );
    const { event_id } = (await send()) ?? {};
    assert.deepEqual(await sent(), [...before, [event_id, { duration_ms: 60_000 }]]);
  });

  it("is not sent without the capability, whatever the host approves, or to a room that was not approved", async () => {
    const before = await sent();
    const missing = { error: { message: `Missing capability for ${SEND}` } };
    assert.deepEqual(await send({}, { delayed: [RECEIVE] }), missing);
    assert.deepEqual(await send({}, { delayed: [RECEIVE], approved: [...APPROVED, SEND] }), missing);
    assert.deepEqual(await send({}, { approved: APPROVED.slice(1) }), {
      error: { message: `Unable to access room timeline: ${scene.given.room}` },
    });
    assert.deepEqual(await sent(), before);
  });

  it("is refused in an encrypted room, unless it is a call membership", async () => {
    const room = await scene.given.alice.createRoom();
    await scene.given.alice.sendState(room, "m.room.encryption", "", { algorithm: "m.megolm.v1.aes-sha2" });
    const message = { room_id: room, type: "m.room.message", content: { msgtype: "m.text", body: "clear" } };
    assert.deepEqual(await send(message), {
      error: {
        message: "Cannot send room events in an encrypted room: they cannot be encrypted",
      },
    });
    const { event_id } = (await send({ room_id: room })) ?? {};
    assert.deepEqual(await sent(room), [[event_id, { duration_ms: 60_000 }]]);
  });

  it("is refused with the homeserver's own error", async () => {
    const { userId, password } = await scene.given.synapse.registerUser("mallory");
    const mallory = await scene.given.logIn(userId, password);
    const elsewhere = await mallory.createRoom();
    const { error } = (await send({ room_id: elsewhere })) as {
      error: { message: string; matrix_api_error: { http_status: number; response: { errcode: string } } };
    };
    assert.deepEqual([error.message, error.matrix_api_error.http_status], ["Error sending event", 403]);
    assert.equal(error.matrix_api_error.response.errcode, "M_FORBIDDEN");
  });
});

describe("a sticky event at a Synapse that has none", function () {
  this.timeout(120_000);
  const { send, sent } = useHomeserver({ experimental_features: { msc4354_enabled: false } });

  it("is not sent as an ordinary one, and the widget gets the error of a failed host", async () => {
    assert.deepEqual(await send(), FAILED);
    assert.deepEqual(await sent(), []);
  });

  it("is not scheduled as an ordinary one either", async () => {
    const delayed = [SEND, "org.matrix.msc4157.send.delayed_event"];
    assert.deepEqual(await send({ delay: 60_000 }, { delayed }), FAILED);
    assert.deepEqual(await sent(), []);
  });
});
