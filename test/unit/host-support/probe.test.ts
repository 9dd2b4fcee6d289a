import assert from "node:assert/strict";
import { isKnownBy } from "../../../src/features/delayed-events/probe.ts";
import type { Feature } from "../../../src/features/feature.ts";
import { FEATURES } from "../../../src/features/features.ts";
import { probedBy, probedIn, probeOf, probesFor } from "../../../src/host-support/probe.ts";
import { type Reply, replyTo, type WidgetRequest } from "../../../src/widget-api/message.ts";

const [probe] = probesFor(["delayed-events"], "w", "id") as [WidgetRequest];
const verdictFrom = (reply: Reply<WidgetRequest>) => (isKnownBy(reply) ? "knows" : "knows-nothing");
const says = (message: string) => verdictFrom(replyTo(probe, { error: { message } }));

describe("the probe", () => {
  it("is recognized, whoever sends it, if it has no other effect", () => {
    assert.equal(probedBy({ ...probe, requestId: "another" })?.id, "delayed-events");
    assert.equal(probedBy({ ...probe, data: { delay_id: "syd_x", action: "send" } }), undefined);
  });

  it("is sent for the named features, and for no other", () => {
    assert.deepEqual(probesFor([], "w", "id"), []);
    assert.deepEqual(probesFor(["another"], "w", "id"), []);
  });

  it("is an empty update in the widget's name", () => {
    const { api, widgetId, action, data } = probe;
    assert.deepEqual(
      [api, widgetId, action, data],
      ["fromWidget", "w", "org.matrix.msc4157.update_delayed_event", {}],
    );
  });

  it("is recognized by its id, its action and the absence of other data", () => {
    assert.equal(probeOf(probe, "id")?.id, "delayed-events");
    assert.equal(probeOf(probe, "another"), undefined);
    for (const other of [
      { requestId: "widgetapi-1" },
      { action: "send_event" },
      { action: "update_delayed_event" },
      { data: { delay_id: "syd_x", action: "send" } },
      { data: { delay_id: undefined } },
      { data: undefined },
      { data: [] },
    ])
      assert.equal(probeOf({ ...probe, ...other }, "id"), undefined, JSON.stringify(other));
  });

  describe("of two features that ask the same with other data", () => {
    const features = FEATURES as Feature[];
    const transports = features.find(({ id }) => id === "rtc-transports") as Feature;
    const { action } = transports.probe;
    const another = { ...transports, id: "another", probe: { action, data: { probe: "another" } } };

    before(() => features.push(another));
    after(() => features.pop());

    it("is each one's own, in the request and in the answer", () => {
      const probes = probesFor(["rtc-transports", "another"], "w", "id");
      assert.deepEqual(
        probes.map((each) => [probedBy(each)?.id, probedIn(each)?.id]),
        [
          ["rtc-transports", "rtc-transports"],
          ["another", "another"],
        ],
      );
    });
  });

  it("is answered even if the host leaves out its data", () => {
    assert.equal(probedIn({ ...probe, data: undefined })?.id, "delayed-events");
    assert.equal(probedIn({ ...probe, data: { delay_id: "syd_x" } }), undefined);
  });

  for (const message of [
    "Invalid request - missing delay_id",
    "Missing capability",
    "Error updating delayed event",
    "Received send update delayed event request before capabilities were negotiated",
    "missing field `delay_id`",
    "Missing capability for org.matrix.msc4157.update_delayed_event",
    "org.matrix.msc4157.update_delayed_event: missing delay_id",
  ])
    it(`takes "${message}" for the answer of a host that knows delayed events`, () => {
      assert.equal(says(message), "knows");
    });

  for (const message of [
    "Unknown or unsupported action: org.matrix.msc4157.update_delayed_event",
    "Unknown or unsupported from-widget action: org.matrix.msc4157.update_delayed_event",
    "Unhandled action: org.matrix.msc4157.update_delayed_event",
    "No handler for org.matrix.msc4157.update_delayed_event",
    "No handler for update_delayed_event",
    'Invalid action "org.matrix.msc4157.update_delayed_event"',
    "Action org.matrix.msc4157.update_delayed_event is not supported",
    "Delayed events are not supported",
    "Delayed events are not implemented",
    "Unimplemented: delayed events",
    "Unrecognised action (delayed events)",
    "Failed to parse message: unknown variant `org.matrix.msc4157.update_delayed_event`, expected one of `send_event`",
    "",
    "Sorry",
  ])
    it(`takes "${message}" for the answer of a host that does not know delayed events`, () => {
      assert.equal(says(message), "knows-nothing");
    });

  it("takes a host that acknowledges anything for one that does not know delayed events", () => {
    assert.equal(verdictFrom(replyTo(probe, {})), "knows-nothing");
    assert.equal(verdictFrom(replyTo(probe, { error: "no" })), "knows-nothing");
  });
});
