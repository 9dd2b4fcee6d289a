import assert from "node:assert/strict";
import type { Rights } from "../../../../src/features/feature.ts";
import { actionFor, featureOf, featuresNeeded, performerFor } from "../../../../src/features/features.ts";
import { stickyEvents } from "../../../../src/features/sticky-events/feature.ts";
import {
  type StickySend,
  sendStickyEvent,
} from "../../../../src/features/sticky-events/send-sticky-event.ts";
import { probedBy } from "../../../../src/host-support/probe.ts";
import { replyTo, type WidgetRequest } from "../../../../src/widget-api/message.ts";

const SEND = "org.matrix.msc4407.send.sticky_event";
const HOUR = 3_600_000;
const MEMBER = { type: "m.rtc.member", content: { msc4354_sticky_key: "k" }, sticky_duration_ms: HOUR };
const request = (data: unknown, action = "send_event"): WidgetRequest => ({
  api: "fromWidget",
  action,
  data,
});
const featureFor = (data: unknown, action?: string) => {
  const found = actionFor(request(data, action));
  return found && featureOf(found).id;
};

/** Performs the action for a widget with these capabilities and the right to message events of one type. */
async function perform(
  data: unknown,
  held = [SEND],
  { stickyEvents = true, roomFor = async () => "!r:x", left = 9 } = {},
) {
  const sent: unknown[] = [];
  const rights: Rights = {
    canUseRoomTimeline: (room) => room === "!r:x",
    hasAny: (names) => names.some((name) => held.includes(name)),
    hasRefused: () => false,
    canSendStateEvent: () => true,
    canSendRoomEvent: (type) => type === MEMBER.type,
  };
  const homeserver = () => ({
    supports: async () => ({ stickyEvents }),
    async sendSticky(
      room: string,
      { type, content, stickyDuration }: StickySend,
      id: string,
      within: number,
    ) {
      sent.push([room, { type, content, stickyDuration }, id, within]);
      return "$sent";
    },
  });
  const driver = { rights, homeserver, request: { id: "txn", left: () => left }, roomFor };
  const response = await sendStickyEvent.perform(data, driver).catch(({ message }: Error) => message);
  return { response, sent };
}

describe("a send_event with a sticky duration", () => {
  it("belongs to a feature that a host must know, if the host can be probed", () => {
    assert.equal(featureFor(MEMBER), "sticky-events");
    assert.equal(performerFor(request(MEMBER)), sendStickyEvent);
    assert.equal(stickyEvents.whileUnknown, "ask");
  });

  for (const delay of [8_000, 0, null])
    it(`belongs to delayed events if it has a delay, and the host must know both: ${delay}`, () => {
      const both = request({ ...MEMBER, delay });
      const action = actionFor(both) ?? assert.fail();
      assert.equal(featureOf(action).id, "delayed-events");
      assert.deepEqual(featuresNeeded(action, both, false), ["delayed-events", "sticky-events"]);
      assert.deepEqual(featuresNeeded(action, both, true), ["delayed-events"], "late pages cannot tell");
    });

  it("is not needed for a delayed event that is not sticky", () => {
    const delayed = request({ ...MEMBER, delay: 8_000, sticky_duration_ms: undefined });
    assert.deepEqual(featuresNeeded(actionFor(delayed) ?? assert.fail(), delayed, false), ["delayed-events"]);
  });

  for (const sticky_duration_ms of [undefined, null, 0])
    it(`is an ordinary event if the duration is ${sticky_duration_ms}`, () => {
      assert.equal(featureFor({ ...MEMBER, sticky_duration_ms }), undefined);
    });

  it("has that action, and data", () => {
    assert.equal(featureFor(MEMBER, "send_to_device"), undefined);
    for (const data of [undefined, null, [1], "sticky"]) assert.equal(featureFor(data), undefined);
  });

  it("is sent as the widget wants, and answered with room and event", async () => {
    const { response, sent } = await perform({ ...MEMBER, room_id: "!r:x", more: 1 });
    assert.deepEqual(response, { room_id: "!r:x", event_id: "$sent" });
    const { type, content } = MEMBER;
    assert.deepEqual(sent, [["!r:x", { type, content, stickyDuration: HOUR }, "txn", 9]]);
  });

  it("is also allowed by the capability's name in matrix-widget-api 1.15", async () => {
    assert.equal((await perform(MEMBER, ["org.matrix.msc4354.send_sticky_event"])).sent.length, 1);
  });

  for (const [what, scene, error] of [
    [
      "the homeserver has no sticky events, and would send an ordinary one",
      { stickyEvents: false },
      "Error sending event",
    ],
    ["no room may be used", { roomFor: () => Promise.reject(new Error("no room")) }, "no room"],
    ["the widget has stopped waiting", { left: 0 }, "Error sending event"],
  ] as const)
    it(`is not sent at all if ${what}`, async () => {
      assert.deepEqual(await perform(MEMBER, [SEND], scene), { response: error, sent: [] });
    });

  for (const [what, data, error] of [
    ["no type", { ...MEMBER, type: "" }, "Invalid request - missing event type"],
    ["another room", { ...MEMBER, room_id: "!s:x" }, "Unable to access room timeline: !s:x"],
    ["another type", { ...MEMBER, type: "t" }, "Cannot send room events of this type"],
    ["a state key", { ...MEMBER, state_key: "" }, "Cannot send a state event with a sticky duration"],
    [
      "content that is not an object",
      { ...MEMBER, content: "x" },
      "Invalid request - event contents must be an object",
    ],
  ] as const)
    it(`is refused as by the reference host, and not sent, if it has ${what}`, async () => {
      assert.deepEqual(await perform(data), { response: error, sent: [] });
    });

  for (const duration of [-1, 0.5, "3600000", Number.POSITIVE_INFINITY, 2 ** 53, true])
    it(`is refused if the duration is not a whole number of milliseconds above 0: ${duration}`, async () => {
      const error = "Invalid request - sticky_duration_ms must be a whole number of milliseconds";
      assert.deepEqual(await perform({ ...MEMBER, sticky_duration_ms: duration }), {
        response: error,
        sent: [],
      });
    });

  it("is refused without its capability, before its type is checked", async () => {
    const error = `Missing capability for ${SEND}`;
    for (const held of [[], ["org.matrix.msc4407.receive.sticky_event"]])
      assert.deepEqual(await perform({ ...MEMBER, type: "t" }, held), { response: error, sent: [] });
  });
});

describe("a host that is probed for sticky events", () => {
  const { probe, isKnownBy } = stickyEvents;
  const says = (response: Record<string, unknown>) => isKnownBy(replyTo(request(probe.data), response));
  const fails = (message: unknown) => says({ error: { message } });

  it("gets an event that no homeserver accepts, and that is no widget's action", () => {
    assert.ok(String(probe.data.type).length > 255);
    assert.equal(probedBy(request(probe.data)), stickyEvents);
    assert.equal(probedBy(request(MEMBER)), undefined);
    assert.equal(featureFor(probe.data), undefined);
  });

  for (const message of [
    "Missing capability for org.matrix.msc4354.send_sticky_event",
    "Missing capability for org.matrix.msc4407.send.sticky_event",
  ])
    it(`knows them if it answers: ${message}`, () => {
      assert.equal(fails(message), true);
    });

  for (const message of [
    "Cannot send room events of this type",
    "Missing capability",
    "Unknown or unsupported action: send_event",
    "Sticky events are not supported",
    "Error sending event",
    undefined,
  ])
    it(`does not know them if it answers: ${message}`, () => {
      assert.equal(fails(message), false);
    });

  it("does not know them if it sends the event", () => {
    assert.equal(says({ room_id: "!r:x", event_id: "$sent" }), false);
  });
});
