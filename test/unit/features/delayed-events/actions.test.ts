import assert from "node:assert/strict";
import fc from "fast-check";
import type { DelayedSend } from "../../../../src/delayed-events/delayed-event.ts";
import type { DelayedEventsDriver } from "../../../../src/features/delayed-events/driver.ts";
import {
  readDelayedSend,
  sendDelayedEvent,
} from "../../../../src/features/delayed-events/send-delayed-event.ts";
import {
  readUpdate,
  updateDelayedEvent,
} from "../../../../src/features/delayed-events/update-delayed-event.ts";
import type { Rights } from "../../../../src/features/feature.ts";
import { actionFor, performerFor } from "../../../../src/features/features.ts";
import { WidgetError } from "../../../../src/widget-api/errors.ts";

const ALL: Rights = {
  canUseRoomTimeline: () => true,
  hasAny: () => true,
  hasRefused: () => false,
  canSendStateEvent: () => true,
  canSendRoomEvent: () => true,
};
const parseDelayedSend = (data: unknown) => readDelayedSend(data, ALL);
const parseUpdate = (data: unknown) => readUpdate(data, ALL);
const asks = (action: string, data?: unknown) => actionFor({ api: "fromWidget", action, data }) !== undefined;

describe("the actions performed in a host's stead", () => {
  it("include a send_event with a delay", () => {
    assert.equal(asks("send_event", { type: "t", content: {}, delay: 1000 }), true);
  });

  for (const delay of [0, null, -1, "8000", Number.NaN])
    it(`include a send_event with the delay ${String(delay)}, which a host would send at once or never`, () => {
      assert.equal(asks("send_event", { type: "t", content: {}, delay }), true);
    });

  it("include a send_event with only a parent_delay_id, which hosts send at once", () => {
    assert.equal(asks("send_event", { type: "t", content: {}, parent_delay_id: "p" }), true);
  });

  it("include a send_event whose data is an array with a delay among its keys, which hosts read like any other", () => {
    assert.equal(asks("send_event", Object.assign([], { type: "t", content: {}, delay: 1000 })), true);
  });

  for (const action of ["update_delayed_event", "org.matrix.msc4157.update_delayed_event"])
    it(`include ${action}, whatever its data`, () => {
      assert.equal(asks(action, undefined), true);
    });

  it("do not include an ordinary send_event", () => {
    assert.equal(asks("send_event", { type: "t", content: {} }), false);
    assert.equal(asks("send_event", { type: "t", content: {}, delay: undefined }), false);
  });

  it("do not include a send_event with a delay only in its content", () => {
    assert.equal(asks("send_event", { type: "t", content: { delay: 1000 } }), false);
  });

  it("do not include a send_event without data", () => {
    for (const data of [undefined, null, "delay", [1]]) assert.equal(asks("send_event", data), false);
  });

  it("do not include any other action", () => {
    fc.assert(
      fc.property(fc.string(), fc.anything(), (action, data) => {
        fc.pre(action !== "send_event" && !action.endsWith("update_delayed_event"));
        assert.equal(asks(action, data), false);
      }),
    );
  });
});

describe("a delayed send_event", () => {
  const good = { type: "com.example.t", content: { a: 1 }, delay: 8000 };
  const refusal = (data: unknown) => {
    try {
      parseDelayedSend(data);
    } catch (error) {
      assert.ok(error instanceof WidgetError);
      return error.message;
    }
    return undefined;
  };

  it("is a message without a state_key", () => {
    assert.deepEqual(parseDelayedSend(good), good);
  });

  it("is a state event with a state_key, even an empty one", () => {
    assert.deepEqual(parseDelayedSend({ ...good, state_key: "", room_id: "!r:x" }), {
      ...good,
      stateKey: "",
      roomId: "!r:x",
    });
  });

  for (const nothing of [undefined, null, ""])
    it(`may have ${JSON.stringify(nothing)} for its room and content, as in the reference host`, () => {
      const left = { ...good, room_id: nothing, content: nothing };
      assert.deepEqual(parseDelayedSend(left), { ...good, content: {} });
    });

  it("has the content of its JSON, which the homeserver will store", () => {
    const content = { left: undefined, at: new Date(0), list: [undefined], kept: { constructor: 1 } };
    assert.deepEqual(parseDelayedSend({ type: "t", delay: 1, content }).content, {
      at: "1970-01-01T00:00:00.000Z",
      list: [null],
      kept: { constructor: 1 },
    });
  });

  it("is refused with content that JSON cannot express", () => {
    const cycle: Record<string, unknown> = {};
    cycle.cycle = cycle;
    for (const content of [cycle, { big: 1n }, new Date()])
      assert.throws(() => parseDelayedSend({ type: "t", delay: 1, content }), WidgetError);
  });

  it("drops unknown fields", () => {
    assert.deepEqual(parseDelayedSend({ ...good, parent_delay_id: "p", txn: 1 }), good);
  });

  for (const [what, change, sentence] of [
    ["no type", { type: undefined }, "Invalid request - missing event type"],
    ["an empty type", { type: "" }, "Invalid request - missing event type"],
    ["a string as content", { content: "hi" }, "Invalid request - event contents must be an object"],
    ["an array as content", { content: [] }, "Invalid request - event contents must be an object"],
    ["a room_id that is not a string", { room_id: 4 }, "Invalid request - room_id must be a string"],
    ["a state_key that is not a string", { state_key: null }, "Invalid request - state_key must be a string"],
  ] as const)
    it(`is refused with ${what}`, () => {
      assert.equal(refusal({ ...good, ...change }), sentence);
    });

  for (const delay of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e20, "8000", null, undefined, {}])
    it(`is refused with the delay ${String(delay)}`, () => {
      assert.equal(
        refusal({ ...good, delay }),
        "Invalid request - delay must be a whole number of milliseconds above 0",
      );
    });

  it("is refused for its type before anything else, as the reference host does", () => {
    assert.equal(refusal({}), "Invalid request - missing event type");
    assert.equal(refusal(undefined), "Invalid request - missing event type");
  });

  it("is either parsed or refused with an error message", () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        const sentence = refusal(data);
        assert.ok(sentence === undefined || sentence.startsWith("Invalid request - "));
      }),
    );
  });
});

describe("the rights of a widget", () => {
  const state = { type: "t", state_key: "k", content: {}, room_id: "!r:x", delay: 1 };
  const message = { type: "m.room.message", content: { msgtype: "m.text" }, sticky_duration_ms: 5, delay: 1 };
  const none: Rights = {
    canUseRoomTimeline: () => false,
    hasAny: () => false,
    hasRefused: () => false,
    canSendStateEvent: () => false,
    canSendRoomEvent: () => false,
  };
  const refusal = (data: unknown, rights: Partial<Rights>) => {
    try {
      return readDelayedSend(data, { ...none, ...rights });
    } catch (error) {
      return (error as Error).message;
    }
  };
  const yes = () => true;
  const delayed = {
    hasAny: (names: readonly string[]) => names.includes("org.matrix.msc4157.send.delayed_event"),
  };

  it("are checked in the reference host's order, with its errors: room, delay, stickiness, event", () => {
    assert.equal(refusal({ ...state, type: "" }, {}), "Invalid request - missing event type");
    assert.equal(refusal(state, {}), "Unable to access room timeline: !r:x");
    const delay = "Missing capability for org.matrix.msc4157.send.delayed_event";
    assert.equal(refusal(state, { canUseRoomTimeline: yes }), delay);
    assert.equal(refusal(message, delayed), "Missing capability for org.matrix.msc4407.send.sticky_event");
    assert.equal(
      refusal(state, { canUseRoomTimeline: yes, hasAny: yes }),
      "Cannot send state events of this type",
    );
    assert.equal(refusal(message, { hasAny: yes }), "Cannot send room events of this type");
  });

  it("are checked before the delay's value", () => {
    assert.equal(refusal({ ...state, delay: "soon" }, {}), "Unable to access room timeline: !r:x");
  });

  it("are checked for this very event: its state key, its msgtype", () => {
    const asked: unknown[] = [];
    const hear = (...event: unknown[]) => Boolean(asked.push(event));
    refusal({ ...state, room_id: undefined }, { hasAny: yes, canSendStateEvent: hear });
    refusal(message, { hasAny: yes, canSendRoomEvent: hear });
    refusal({ type: "t", content: { msgtype: 4 }, delay: 1 }, { hasAny: yes, canSendRoomEvent: hear });
    assert.deepEqual(asked, [
      ["t", "k"],
      ["m.room.message", "m.text"],
      ["t", null],
    ]);
  });

  it("do not make a state event sticky", () => {
    assert.equal(
      refusal({ ...state, sticky_duration_ms: 5 }, ALL),
      "Cannot send a state event with a sticky duration",
    );
  });

  it("are needed even for a sticky duration of 0, which is not sticky", () => {
    const event = { ...message, sticky_duration_ms: 0 };
    assert.equal(refusal(event, delayed), "Missing capability for org.matrix.msc4407.send.sticky_event");
    assert.deepEqual(refusal(event, ALL), { type: message.type, content: message.content, delay: 1 });
  });

  it("are needed for an update, checked after the delay_id and before the action", () => {
    assert.throws(() => readUpdate({}, none), { message: "Invalid request - missing delay_id" });
    assert.throws(() => readUpdate({ delay_id: "d", action: "?" }, none), { message: "Missing capability" });
  });
});

describe("an update_delayed_event", () => {
  it("may have the action refresh, the proposal's name for restart", () => {
    assert.deepEqual(parseUpdate({ delay_id: "d", action: "refresh" }), { delayId: "d", action: "restart" });
  });

  for (const action of ["restart", "send", "cancel"])
    it(`may have the action ${action}`, () => {
      assert.deepEqual(parseUpdate({ delay_id: "d", action }), { delayId: "d", action });
    });

  for (const action of ["", "Restart", "toString", "__proto__", undefined, null, 1, ["send"]])
    it(`is refused with the action ${JSON.stringify(action)}`, () => {
      assert.throws(() => parseUpdate({ delay_id: "d", action }), {
        message: "Invalid request - unsupported action",
      });
    });

  for (const data of [{}, { delay_id: "", action: "send" }, { delay_id: 3 }, undefined, null, []])
    it(`is refused with the data ${JSON.stringify(data)}`, () => {
      assert.throws(() => parseUpdate(data), { message: "Invalid request - missing delay_id" });
    });
});

describe("a feature's action", () => {
  function driver(): DelayedEventsDriver & { scheduled: DelayedSend[]; updated: unknown[] } {
    const scheduled: DelayedSend[] = [];
    const updated: unknown[] = [];
    return {
      rights: ALL,
      homeserver: () => assert.fail("delayed events ask the homeserver through the background's ledger"),
      scheduled,
      updated,
      schedule: async (event) => {
        scheduled.push(event);
        return { roomId: "!r:x", delayId: "d1" };
      },
      update: async (...update) => {
        updated.push(update);
      },
    };
  }
  const PERFORMERS = [sendDelayedEvent, updateDelayedEvent];
  const perform = (action: string, data: unknown, by: DelayedEventsDriver) => {
    const found = performerFor({ api: "fromWidget", action, data });
    const performer = PERFORMERS.find((each) => each === found);
    return performer?.perform(data, by);
  };

  it("answers a delayed send with the room and the homeserver's delay_id, and no event_id", async () => {
    const response = await perform("send_event", { type: "t", content: {}, delay: 1 }, driver());
    assert.deepEqual(response, { room_id: "!r:x", delay_id: "d1" });
  });

  it("answers an update with an empty object", async () => {
    const by = driver();
    assert.deepEqual(await perform("update_delayed_event", { delay_id: "d", action: "send" }, by), {});
    assert.deepEqual(by.updated, [["d", "send"]]);
  });

  it("names the delayed event of an update, and none for a send", () => {
    const about = (action: string, data: object) =>
      actionFor({ api: "fromWidget", action, data })?.delayIdIn?.(data);
    assert.equal(about("update_delayed_event", { delay_id: "d", action: "restart" }), "d");
    for (const delay_id of [undefined, "", 1])
      assert.equal(about("update_delayed_event", { delay_id }), undefined);
    assert.equal(about("send_event", { delay_id: "d", delay: 1 }), undefined);
  });

  it("has no effect if its data is refused", async () => {
    const by = driver();
    await assert.rejects(async () => perform("send_event", { delay: 1 }, by), WidgetError);
    await assert.rejects(async () => perform("update_delayed_event", {}, by), WidgetError);
    assert.deepEqual([by.scheduled, by.updated], [[], []]);
  });

  it("is answered before MatrixRTC gives up on a restart (2 s) and any transport on a request (10 s)", () => {
    const within = (action: string) =>
      actionFor({ api: "fromWidget", action, data: { delay: 1 } })?.answerWithin ?? Number.POSITIVE_INFINITY;
    assert.ok(within("update_delayed_event") < 2_000);
    assert.ok(within("send_event") < 10_000);
  });
});
