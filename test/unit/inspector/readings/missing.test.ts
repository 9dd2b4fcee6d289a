import assert from "node:assert/strict";
import type { Captured } from "../../../../inspector/log/source.ts";
import { allMissing, missingFor } from "../../../../inspector/readings/missing.ts";
import { stickyEvents } from "../../../../src/features/sticky-events/feature.ts";
import { aWidget } from "../frames.ts";
import { inWords } from "../words.ts";
import { replay } from "./replay.ts";

const STATE = "org.matrix.msc2762.send.state_event:com.example.x";

interface Try {
  action?: string;
  data: Record<string, unknown>;
  error?: object;
  requested?: string[];
  approved?: string[];
}

function tryIt({
  action = "send_event",
  data,
  error = { message: "Cannot send room events of this type" },
  requested = [],
  approved = [],
}: Try) {
  const { linked, hostAsks, widgetReplies, widgetAsks, hostReplies } = aWidget();
  const captured: Captured[] = [
    ...linked(1, "p"),
    ...[
      hostAsks(10, "capabilities", "c"),
      widgetReplies(12, "capabilities", "c", { capabilities: requested }),
    ],
    hostAsks(20, "notify_capabilities", "n", { requested, approved }),
    ...[widgetAsks(30, action, "1", data), hostReplies(31, action, "1", { error }, data)],
  ];
  const { rows } = replay(captured, 100);
  const row = rows.find((each) => each.action === action) ?? assert.fail();
  return missingFor(row, rows).map(({ why, capability, words, instead }) => ({
    why,
    capability,
    instead,
    words: inWords(words),
  }));
}

describe("the missing capability of a refused request", () => {
  const data = { type: "com.example.x", content: {} };
  const needed = "org.matrix.msc2762.send.event:com.example.x";

  it("was never asked for", () => {
    const [missing] = tryIt({ data });
    assert.equal(missing?.why, "never-asked");
    assert.equal(
      missing?.words,
      `send_event com.example.x was refused because ${needed} was never asked for`,
    );
  });

  it("does not exist for a probe, which should be refused", () => {
    assert.deepEqual(tryIt({ data: stickyEvents.probe.data }), []);
  });

  it("was asked for and not approved", () => {
    assert.deepEqual(
      tryIt({ data, requested: [needed] }).map(({ why }) => why),
      ["refused"],
    );
  });

  it("was approved under another name: state for a message, another key, another call membership", () => {
    assert.deepEqual(
      tryIt({ data, requested: [STATE], approved: [STATE] }).map(({ instead }) => instead),
      [STATE],
    );
    const other = `${STATE}#other`;
    const key = tryIt({ data: { ...data, state_key: "k" }, requested: [other], approved: [other] });
    assert.deepEqual(
      key.map(({ instead, capability }) => [instead, capability]),
      [[other, `${STATE}#k`]],
    );
    const call = "org.matrix.msc2762.receive.state_event:m.call.member";
    const read = tryIt({
      action: "org.matrix.msc2876.read_events",
      data: { type: "org.matrix.msc3401.call.member", state_key: true },
      error: { message: "Cannot read state events of this type" },
      requested: [call],
      approved: [call],
    });
    assert.deepEqual(
      read.map(({ why, instead }) => [why, instead]),
      [["other-name", call]],
    );
  });

  it("was approved under a name that this host does not know", () => {
    const approved = [needed, "m.send.delayed_event"];
    const missing = tryIt({ data: { ...data, delay: 5_000 }, requested: approved, approved });
    assert.deepEqual(
      missing.map(({ capability, instead }) => [capability, instead]),
      [["org.matrix.msc4157.send.delayed_event", "m.send.delayed_event"]],
    );
  });

  it("may be several: for the room, the delay, the event", () => {
    const missing = tryIt({ data: { ...data, delay: 5_000, room_id: "!r:x" } });
    assert.deepEqual(
      missing.map(({ capability }) => capability),
      [...["org.matrix.msc2762.timeline:!r:x", "org.matrix.msc4157.send.delayed_event"], needed],
    );
  });

  for (const [name, tried] of Object.entries({
    "every needed capability was approved": { data, requested: [needed], approved: [needed] },
    "the homeserver refused": {
      data,
      error: { message: "Error", matrix_api_error: { http_status: 403, response: {} } },
    },
    "the host did not know the action": {
      data,
      error: { message: "Unknown or unsupported action: send_event" },
    },
    "the request was wrong": { data, error: { message: "Invalid request - missing event type" } },
  }))
    it(`does not exist if ${name}`, () => assert.deepEqual(tryIt(tried), []));

  it("does not exist if the request was not refused, or the approval was never heard", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const error = { message: "Cannot send room events of this type" };
    const { rows } = replay(
      [
        ...linked(1, "p"),
        widgetAsks(30, "send_event", "1", data),
        hostReplies(31, "send_event", "1", { error }),
      ],
      100,
    );
    assert.deepEqual(allMissing(rows), []);
  });

  it("was not yet settled if the widget did not wait", () => {
    const { linked, hostAsks, widgetReplies, widgetAsks, hostReplies } = aWidget();
    const captured = [
      ...linked(1, "p"),
      ...[
        hostAsks(10, "capabilities", "c"),
        widgetReplies(12, "capabilities", "c", { capabilities: [needed] }),
      ],
      ...[
        widgetAsks(13, "send_event", "1", data),
        hostReplies(14, "send_event", "1", { error: { message: "Cannot send" } }),
      ],
    ];
    assert.deepEqual(
      allMissing(replay(captured, 100).rows).map(({ why }) => why),
      ["unsettled"],
    );
  });
});
