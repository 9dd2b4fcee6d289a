import assert from "node:assert/strict";
import { logIn, type MatrixUser } from "../environment/matrix-user.ts";
import { type Synapse, startSynapse } from "../environment/synapse.ts";
import { type Asker, aBackground } from "./a-background.ts";

const UPDATE = "org.matrix.msc4157.update_delayed_event";
const TYPE = "com.example.heartbeat.member";

describe("delayed events at a real homeserver", function () {
  this.timeout(60_000);
  let synapse: Synapse;
  let alice: MatrixUser;
  let bob: MatrixUser;
  let room: string;
  let background: ReturnType<typeof aBackground>;

  before(async () => {
    synapse = await startSynapse();
    const [a, b] = [await synapse.registerUser("alice"), await synapse.registerUser("bob")];
    alice = await logIn(synapse.baseUrl, a.userId, a.password);
    bob = await logIn(synapse.baseUrl, b.userId, b.password);
    room = await alice.createRoom({ invite: [bob.userId] });
    await bob.join(room);
  });
  after(() => synapse?.stop());

  beforeEach(async () => {
    background?.stop();
    background = aBackground();
    await background.seen(synapse.baseUrl, alice.accessToken);
  });

  let key = 0;
  const freshKey = () => `key/${++key} #?🕰`;
  const schedule = (data: object = {}, asker?: Asker) =>
    background.ask(
      "send_event",
      { type: TYPE, content: { gone: true }, room_id: room, delay: 60_000, ...data },
      asker,
    );
  const listed = async () => (await alice.delayedEvents()).map(({ delay_id }) => delay_id);

  it("schedules a state event, and the room sees it when its time has come, not before", async () => {
    const state_key = freshKey();
    const mark = await bob.mark();
    const asked = Date.now();
    const response = await schedule({ state_key, delay: 1_000 });
    assert.deepEqual(Object.keys(response ?? {}), ["room_id", "delay_id"]);
    assert.equal(response?.room_id, room);
    const event = await bob.waitForEvent(room, (seen) => seen.state_key === state_key, 5_000, mark);
    assert.deepEqual(event.content, { gone: true });
    assert.ok(event.origin_server_ts - asked >= 1_000);
  });

  it("schedules a message event", async () => {
    const mark = await bob.mark();
    const response = await schedule({
      type: "m.room.message",
      content: { msgtype: "m.text", body: "later" },
      delay: 300,
    });
    assert.equal(typeof response?.delay_id, "string");
    const event = await bob.waitForEvent(room, (seen) => seen.type === "m.room.message", 5_000, mark);
    assert.equal(event.content.body, "later");
  });

  for (const action of ["restart", "refresh"])
    it(`keeps an event back when it is told to ${action}`, async () => {
      const state_key = freshKey();
      const { delay_id } = (await schedule({ state_key })) ?? {};
      const before =
        (await alice.delayedEvents()).find((delay) => delay.delay_id === delay_id)?.running_since ?? 0;
      assert.deepEqual(await background.ask(UPDATE, { delay_id, action }), {});
      const after =
        (await alice.delayedEvents()).find((delay) => delay.delay_id === delay_id)?.running_since ?? 0;
      assert.ok(after > before);
    });

  it("sends an event now, under the stable name too", async () => {
    const state_key = freshKey();
    const mark = await bob.mark();
    const { delay_id } = (await schedule({ state_key })) ?? {};
    assert.deepEqual(await background.ask("update_delayed_event", { delay_id, action: "send" }), {});
    await bob.waitForEvent(room, (seen) => seen.state_key === state_key, 5_000, mark);
  });

  it("cancels an event, which then never comes", async () => {
    const state_key = freshKey();
    const mark = await bob.mark();
    const { delay_id } = (await schedule({ state_key, delay: 500 })) ?? {};
    assert.deepEqual(await background.ask(UPDATE, { delay_id, action: "cancel" }), {});
    await bob.expectNone(room, (seen) => seen.state_key === state_key, 800, mark);
    assert.equal((await listed()).includes(delay_id as string), false);
  });

  it("still knows a delay after the browser has stopped the worker", async () => {
    const { delay_id } = (await schedule({ state_key: freshKey() })) ?? {};
    background.restart();
    assert.deepEqual(await background.ask(UPDATE, { delay_id, action: "restart" }), {});
    const { delays } = await background.overview();
    assert.equal(delays[0]?.state, "pending");
    assert.ok(delays[0]?.restartedAt);
  });

  describe("that come to nothing for a reason", () => {
    const ended = { message: "Error updating delayed event" };

    it("answer an unknown delay_id as the homeserver would", async () => {
      const response = await background.ask(UPDATE, { delay_id: "syd_nobody", action: "restart" });
      assert.deepEqual(response, {
        error: {
          ...ended,
          matrix_api_error: {
            http_status: 404,
            http_headers: {},
            url: "",
            response: { errcode: "M_NOT_FOUND", error: "Delayed event not found" },
          },
        },
      });
    });

    it("answer a delay that was sent with the homeserver's own words, and the ledger says it is gone", async () => {
      const { delay_id } = (await schedule({ state_key: freshKey(), delay: 200 })) ?? {};
      await bob.waitForEvent(room, (seen) => seen.state_key === `key/${key} #?🕰`, 5_000);
      const response = (await background.ask(UPDATE, { delay_id, action: "restart" })) as {
        error: {
          message: string;
          matrix_api_error: { http_status: number; response: { errcode: string }; url: string };
        };
      };
      assert.equal(response.error.message, ended.message);
      assert.equal(response.error.matrix_api_error.http_status, 404);
      assert.equal(response.error.matrix_api_error.response.errcode, "M_NOT_FOUND");
      assert.ok(response.error.matrix_api_error.url.startsWith(synapse.baseUrl));
      assert.equal((await background.overview()).delays[0]?.state, "gone");
    });

    it("do not touch another user's delay, whose delay_id leaked, though the homeserver would", async () => {
      const delay_id = await bob.scheduleState(room, "com.example.bob", bob.userId, {}, 60_000);
      const response = (await background.ask(UPDATE, { delay_id, action: "cancel" })) as {
        error: { matrix_api_error: { http_status: number } };
      };
      assert.equal(response.error.matrix_api_error.http_status, 404);
      assert.equal((await bob.delayedEvents()).length, 1);
    });

    it("do touch a delay of the same account that another of its sessions scheduled", async () => {
      const delay_id = await alice.scheduleState(room, TYPE, freshKey(), {}, 60_000);
      assert.deepEqual(await background.ask(UPDATE, { delay_id, action: "cancel" }), {});
      assert.equal((await listed()).includes(delay_id), false);
    });

    it("carry the homeserver's refusal whole, without the token, and the longest delay where a call can read it", async () => {
      const response = (await schedule({ state_key: "k", delay: 100_000_000_000 })) as {
        error: {
          message: string;
          matrix_api_error: { http_status: number; response: Record<string, unknown> };
        };
      };
      assert.equal(response.error.message, "Error sending event");
      assert.equal(response.error.matrix_api_error.http_status, 400);
      assert.deepEqual(response.error.matrix_api_error.response, {
        errcode: "M_UNKNOWN",
        error: "The requested delay (100000000000ms) exceeds the allowed maximum (86400000ms)",
        "org.matrix.msc4140.errcode": "M_MAX_DELAY_EXCEEDED",
        "org.matrix.msc4140.max_delay": 86_400_000,
      });
      assert.ok(!JSON.stringify(response).includes(alice.accessToken));
      assert.equal((await background.overview()).delays[0]?.state, "refused");
    });

    it("refuse a widget while no session of its client was seen", async () => {
      const fresh = aBackground();
      const before = await listed();
      const data = { type: TYPE, content: {}, room_id: room, delay: 1_000 };
      const missing = "Missing capability for org.matrix.msc4157.send.delayed_event";
      assert.deepEqual(await fresh.ask("send_event", data), { error: { message: missing } });
      const update = await fresh.ask(UPDATE, { delay_id: "d", action: "restart" });
      assert.deepEqual(update, { error: { message: "Missing capability" } });
      assert.deepEqual(await listed(), before);
    });

    it("refuse another origin's widget, which has no part in this session", async () => {
      const before = await listed();
      const response = await schedule({ state_key: "k" }, { origin: "https://other.example" });
      assert.equal(typeof (response as { error: { message: string } }).error.message, "string");
      assert.deepEqual(await listed(), before);
    });

    it("know no widget on a site that is off", async () => {
      const before = await listed();
      await background.seen(synapse.baseUrl, alice.accessToken, { origin: "https://off.example" });
      assert.equal(await schedule({ state_key: "k" }, { origin: "https://off.example" }), undefined);
      assert.deepEqual(await listed(), before);
    });

    it("do not let a message of unknown shape in", async () => {
      assert.equal(await background.ask("send_event", { type: TYPE, content: {} }), undefined);
      assert.equal(await background.ask("read_events", {}), undefined);
    });

    for (const [what, data] of [
      ["negative", { delay: -1 }],
      ["zero", { delay: 0 }],
      ["a word", { delay: "soon" }],
      ["a fraction", { delay: 0.5 }],
      ["beyond what a number holds", { delay: 1e20 }],
    ] as const)
      it(`send nothing for a delay that is ${what}`, async () => {
        const before = await listed();
        const mark = await bob.mark();
        const response = await schedule({ state_key: freshKey(), ...data });
        assert.deepEqual(response, {
          error: { message: "Invalid request - delay must be a whole number of milliseconds above 0" },
        });
        assert.deepEqual(await listed(), before);
        await bob.expectNone(room, () => true, 200, mark);
      });
  });

  describe("under the rule of two capabilities", () => {
    const STATE = "org.matrix.msc2762.send.state_event:com.example.heartbeat.member";
    const TIMELINE = "org.matrix.msc2762.timeline:*";
    const SEND = "org.matrix.msc4157.send.delayed_event";
    const sentence = async (asker: Asker) => {
      const before = await listed();
      const { error } = (await schedule({ state_key: freshKey() }, asker)) as { error: { message: string } };
      assert.deepEqual(await listed(), before);
      return error.message;
    };

    it("are refused without the event's own capability, though the delayed one is granted", async () => {
      assert.equal(await sentence({ approved: [TIMELINE] }), "Cannot send state events of this type");
    });

    it("are refused without the delayed one, though the host has approved the event's own", async () => {
      assert.equal(await sentence({ delayed: [] }), `Missing capability for ${SEND}`);
      assert.equal(
        await sentence({ approved: [TIMELINE, STATE, SEND], delayed: [] }),
        `Missing capability for ${SEND}`,
      );
    });

    it("are refused in a room whose timeline the widget may not use", async () => {
      assert.equal(await sentence({ approved: [STATE] }), `Unable to access room timeline: ${room}`);
    });

    it("are not updated without the other delayed capability", async () => {
      const { delay_id } = (await schedule({ state_key: freshKey() })) ?? {};
      const response = await background.ask(UPDATE, { delay_id, action: "cancel" }, { delayed: [SEND] });
      assert.deepEqual(response, { error: { message: "Missing capability" } });
      assert.ok((await listed()).includes(delay_id as string));
    });

    it("are allowed under the names the capabilities once had", async () => {
      const delayed = ["m.send.delay_events", "org.matrix.msc4157.update.delayed_event"];
      const { delay_id } = (await schedule({ state_key: freshKey() }, { delayed })) ?? {};
      assert.deepEqual(await background.ask(UPDATE, { delay_id, action: "cancel" }, { delayed }), {});
    });

    it("are not the business of a frame that only claims to be the widget's", async () => {
      const nonce = await background.load({});
      const data = { type: TYPE, content: {}, state_key: freshKey(), room_id: room, delay: 60_000 };
      const before = await listed();
      for (const documentId of ["EVIL", "WIDGET https://widget.example"]) {
        const sender = { tabId: 2, frameId: 9, documentId, origin: "https://evil.example", world: "default" };
        const asked = { ask: "stand-in", nonce, action: "send_event", data };
        assert.equal(await background.fromFrame(asked, sender), false);
      }
      assert.deepEqual(await listed(), before);
    });
  });

  describe("that a host which knows them has failed at", () => {
    const hostFailed = { hostFailed: true };

    it("are scheduled", async () => {
      const { delay_id } = (await schedule({ state_key: freshKey() }, hostFailed)) ?? {};
      assert.ok((await listed()).includes(delay_id as string));
    });

    it("are not scheduled twice when the host's request had arrived after all", async () => {
      const state_key = freshKey();
      const held = await alice.scheduleState(room, TYPE, state_key, { gone: true }, 60_000);
      const before = await listed();
      assert.deepEqual(await schedule({ state_key }, hostFailed), { room_id: room, delay_id: held });
      assert.deepEqual(await listed(), before);
    });

    it("are two when the widget wants two that are equal", async () => {
      const state_key = freshKey();
      const { delay_id: first } = (await schedule({ state_key }, hostFailed)) ?? {};
      const { delay_id: second } = (await schedule({ state_key }, hostFailed)) ?? {};
      assert.notEqual(first, second);
      const pending = await listed();
      assert.ok(pending.includes(first as string) && pending.includes(second as string));
    });

    it("are another event's when only the content differs", async () => {
      const state_key = freshKey();
      const held = await alice.scheduleState(room, TYPE, state_key, { gone: "other" }, 60_000);
      const { delay_id } = (await schedule({ state_key }, hostFailed)) ?? {};
      assert.notEqual(delay_id, held);
    });

    it("are restarted though the host scheduled them, and listed once only for it", async () => {
      const delay_id = await alice.scheduleState(room, TYPE, freshKey(), {}, 60_000);
      assert.deepEqual(await background.ask(UPDATE, { delay_id, action: "restart" }, hostFailed), {});
      const [known] = (await background.overview()).delays.filter(({ state }) => state === "pending");
      assert.ok(known?.restartedAt);
      assert.deepEqual(await background.ask(UPDATE, { delay_id, action: "cancel" }, hostFailed), {});
    });

    it("are left with the host's own word where no session was seen", async () => {
      const fresh = aBackground();
      const data = { type: TYPE, content: {}, state_key: "k", room_id: room, delay: 60_000 };
      assert.equal(await fresh.ask("send_event", data, hostFailed), undefined);
    });
  });

  describe("for a widget that names no room", () => {
    const data = () => ({ room_id: undefined, state_key: freshKey() });
    const widget = { id: "board", origin: "https://board.example" };
    const putWidget = (where: string, id: string, url: string) =>
      alice.sendState(where, "im.vector.modular.widgets", id, { type: "m.custom", url, name: "Board" });

    it("go to the room that the widget is listed in", async () => {
      const other = await alice.createRoom();
      await putWidget(other, "board", "https://board.example/#/?x=$matrix_room_id");
      assert.equal((await schedule(data(), { widget }))?.room_id, other);
    });

    it("go nowhere when the listed widget of that id is another origin's", async () => {
      await putWidget(room, "stolen", "https://board.example/");
      const response = await schedule(data(), { widget: { id: "stolen", origin: "https://evil.example" } });
      assert.deepEqual(response, { error: { message: "Error sending event" } });
    });

    it("go nowhere for a widget of the account", async () => {
      const path = `/user/${encodeURIComponent(alice.userId)}/account_data/m.widgets`;
      await alice.http.authedRequest(
        "PUT" as never,
        path,
        {},
        { mine: { content: { url: "https://board.example/" } } },
      );
      const page = `https://client.example/#/room/${room}`;
      const response = await schedule(data(), { widget: { ...widget, id: "mine" }, whereabouts: { page } });
      assert.deepEqual(response, { error: { message: "Error sending event" } });
    });

    it("go to the room that is shown when no room lists the widget", async () => {
      const page = `https://client.example/#/room/${room}`;
      const response = await schedule(data(), {
        widget: { ...widget, id: "virtual" },
        whereabouts: { page },
      });
      assert.equal(response?.room_id, room);
    });

    it("go nowhere when nothing tells the room", async () => {
      assert.deepEqual(await schedule(data()), { error: { message: "Error sending event" } });
    });
  });

  describe("in the popup", () => {
    it("are listed with their room's name, and never with their delay_id", async () => {
      const named = await alice.createRoom({ name: "Standup" });
      const { delay_id } = (await schedule({ room_id: named, state_key: freshKey() })) ?? {};
      const overview = await background.overview();
      assert.equal(overview.diagnosis, "ready");
      assert.deepEqual(overview.account, { userId: alice.userId, homeserver: synapse.baseUrl });
      assert.equal(overview.delays[0]?.room.name, "Standup");
      assert.ok(!JSON.stringify(overview).includes(delay_id as string));
      assert.ok(!JSON.stringify(overview).includes(alice.accessToken));
    });

    it("are restarted, sent and cancelled by the user", async () => {
      await schedule({ state_key: freshKey() });
      const [delay] = (await background.overview()).delays;
      assert.deepEqual(await background.updateDelay(delay?.id ?? "", "restart"), { ok: true });
      assert.deepEqual(await background.updateDelay(delay?.id ?? "", "cancel"), { ok: true });
      assert.equal((await background.overview()).delays[0]?.state, "cancelled");
    });

    it("fail in words that do not give their delay_id away", async () => {
      const { delay_id } = (await schedule({ state_key: freshKey() })) ?? {};
      await alice.cancel(delay_id as string);
      const [delay] = (await background.overview()).delays;
      const outcome = await background.updateDelay(delay?.id ?? "", "restart");
      assert.deepEqual(outcome, { ok: false, error: "M_NOT_FOUND: Delayed event not found", reason: "gone" });
    });

    it("are not touched for an id nobody knows", async () => {
      assert.equal((await background.updateDelay("nobody", "send")).ok, false);
    });
  });
});

describe("a homeserver that cannot", function () {
  this.timeout(60_000);

  it("gets nothing that it would send at once, and the widget gets the host's error", async () => {
    const synapse = await startSynapse({ config: { max_event_delay_duration: null } });
    try {
      const { userId, password } = await synapse.registerUser("alice");
      const alice = await logIn(synapse.baseUrl, userId, password);
      const room = await alice.createRoom();
      const background = aBackground();
      await background.seen(synapse.baseUrl, alice.accessToken);
      const mark = await alice.mark();
      const data = { type: TYPE, state_key: "k", content: {}, room_id: room, delay: 1_000 };
      assert.deepEqual(await background.ask("send_event", data), {
        error: { message: "Error sending event" },
      });
      await alice.expectNone(room, () => true, 300, mark);
      assert.equal((await background.overview()).diagnosis, "homeserver-without-delayed-events");
      assert.deepEqual((await background.overview()).delays, []);
    } finally {
      await synapse.stop();
    }
  });

  it("answers not at all when it is down, and the widget gets the host's error in time", async () => {
    const synapse = await startSynapse();
    const { userId, password } = await synapse.registerUser("alice");
    const alice = await logIn(synapse.baseUrl, userId, password);
    const room = await alice.createRoom();
    const background = aBackground();
    await background.seen(synapse.baseUrl, alice.accessToken);
    const data = { type: TYPE, state_key: "k", content: {}, room_id: room, delay: 60_000 };
    const { delay_id } = (await background.ask("send_event", data)) ?? {};
    await synapse.stop();
    const asked = Date.now();
    assert.deepEqual(await background.ask(UPDATE, { delay_id, action: "restart" }), {
      error: { message: "Error updating delayed event" },
    });
    assert.ok(Date.now() - asked < 2_000);
    const { error } = (await background.ask("send_event", data)) as { error: { message: string } };
    assert.equal(error.message, "Error sending event");
    const states = (await background.overview()).delays.map(({ state }) => state);
    assert.deepEqual(states, ["pending"]);
    assert.equal((await background.overview()).diagnosis, "homeserver-unreachable");
  });
});
