import assert from "node:assert/strict";
import type { Captured } from "../../../../inspector/log/source.ts";
import type { Lane } from "../../../../inspector/readings/lane.ts";
import { lanesOf } from "../../../../inspector/readings/lanes.ts";
import { aWidget } from "../frames.ts";
import { inWords } from "../words.ts";
import { replay } from "./replay.ts";

const UPDATE = "org.matrix.msc4157.update_delayed_event";
const MEMBER = { type: "org.matrix.msc3401.call.member", state_key: "@a:x", content: {} };
const server = (status: number, response: object = {}) => ({
  error: { message: "Error updating delayed event", matrix_api_error: { http_status: status, response } },
});

/** A delay of 10 s that is scheduled at 1,000 ms; later times and answers are up to the test. */
function aDelay(answer: object = { delay_id: "d" }) {
  const widget = aWidget();
  const { linked, widgetAsks, hostReplies } = widget;
  const data = { ...MEMBER, delay: 10_000 };
  const begun: Captured[] = [
    ...linked(900, "p"),
    ...[widgetAsks(1_000, "send_event", "s", data), hostReplies(1_020, "send_event", "s", answer, data)],
  ];
  function update(at: number, action = "restart", response: object | null = {}): Captured[] {
    const asked = { delay_id: "d", action };
    const reply = response && hostReplies(at + 5, UPDATE, `u${at}`, response, asked);
    return [widgetAsks(at, UPDATE, `u${at}`, asked), ...(reply ? [reply] : [])];
  }
  return { ...widget, begun, update };
}

function lanes(captured: readonly Captured[], now: number): Lane[] {
  return lanesOf(replay(captured, now).rows, now);
}
const theLane = (captured: readonly Captured[], now: number) => {
  const [lane, ...others] = lanes(captured, now);
  assert.deepEqual(others, []);
  return lane ?? assert.fail();
};
const wordsOf = ({ words }: Lane) => words.map(inWords);

describe("a delay's lane", () => {
  it("has the scheduled event, and runs until its time is up", () => {
    const { begun } = aDelay();
    const lane = theLane(begun, 5_000);
    assert.deepEqual(
      [lane.type, lane.stateKey, lane.delay, lane.delayId, lane.purpose],
      [MEMBER.type, "@a:x", 10_000, "d", "call-leave"],
    );
    assert.deepEqual(lane.beats, [
      { serial: 1, action: "schedule", at: 1_000, outcome: "done", answeredAt: 1_020, by: "host" },
    ]);
    assert.deepEqual(lane.end, { how: "running", at: 11_020 });
    assert.deepEqual(lane.words, []);
  });

  it("is extended by answered restarts, and compares the longest gap with the delay", () => {
    const { begun, update } = aDelay();
    const lane = theLane([...begun, ...update(5_000), ...update(11_500), ...update(15_500)], 20_000);
    assert.deepEqual(lane.gaps, [
      { from: 1_000, to: 5_000, isLongest: false },
      { from: 5_000, to: 11_500, isLongest: true },
      { from: 11_500, to: 15_500, isLongest: false },
    ]);
    assert.equal(lane.end.at, 25_505);
    assert.deepEqual(wordsOf(lane), ["Longest gap between restarts: 6.5 s, of 10 s"]);
  });

  it("ran out if its time passed without an answered restart", () => {
    const { begun, update } = aDelay();
    const lane = theLane([...begun, ...update(5_000), ...update(9_000, "restart", server(404))], 60_000);
    assert.deepEqual(lane.end, { how: "ran-out", at: 15_005 });
    assert.deepEqual(wordsOf(lane), [
      "The homeserver answered 404: the event was already sent or cancelled",
      "Restarts that failed: 1 of 2",
      "Longest gap between restarts: 4 s, of 10 s",
      "Its time ran out without a restart",
    ]);
  });

  it("was fired if the event was seen in the room, and the row proves it", () => {
    const { begun, hostAsks } = aDelay();
    const lane = theLane([...begun, hostAsks(11_060, "send_event", "e", MEMBER)], 20_000);
    assert.deepEqual(lane.end, { how: "fired", at: 11_060, serial: 2 });
  });

  it("was not fired by another event, or by one before its time", () => {
    const { begun, hostAsks } = aDelay();
    const others = [
      hostAsks(3_000, "send_event", "e", MEMBER),
      hostAsks(11_060, "send_event", "f", { ...MEMBER, state_key: "@b:x" }),
    ];
    assert.equal(theLane([...begun, ...others], 20_000).end.how, "ran-out");
  });

  it("was sent early or cancelled if the widget requested that successfully", () => {
    for (const [action, how] of [
      ["cancel", "cancelled"],
      ["send", "sent"],
    ] as const) {
      const { begun, update } = aDelay();
      assert.deepEqual(theLane([...begun, ...update(4_000, action)], 60_000).end, {
        how,
        at: 4_005,
        serial: 2,
      });
      const failing = aDelay();
      assert.equal(
        theLane([...failing.begun, ...failing.update(4_000, action, server(500))], 60_000).end.how,
        "ran-out",
      );
    }
  });

  it("was sent at once by a client that does not know what a delay is", () => {
    const lane = theLane(aDelay({ event_id: "$e" }).begun, 5_000);
    assert.deepEqual(lane.end, { how: "sent-at-once", at: 1_000, serial: 1 });
    assert.deepEqual(wordsOf(lane), ["The client sent the event at once"]);
  });

  it("was not scheduled if that failed", () => {
    const lane = theLane(aDelay({ error: { message: "Missing capability" } }).begun, 5_000);
    assert.equal(lane.end.how, "not-scheduled");
    assert.deepEqual(wordsOf(lane), [
      "The client did not allow it: “Missing capability”",
      "It was not scheduled",
    ]);
  });

  it("is not known to be scheduled, or not to be, without an answer", () => {
    const lane = theLane(aDelay().begun.slice(0, -1), 60_000);
    assert.equal(lane.end.how, "unknown");
    assert.deepEqual(wordsOf(lane), ["No answer in 10 s"]);
  });

  for (const [response, words] of [
    [
      server(429, { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 4_000 }),
      "The homeserver limits how often this may be asked, for 4 s more",
    ],
    [server(404, { errcode: "M_UNRECOGNIZED" }), "The homeserver has no delayed events: it answered 404"],
    [
      server(400, { errcode: "M_UNKNOWN", "org.matrix.msc4140.errcode": "M_MAX_DELAY_UNSUPPORTED" }),
      "The homeserver has no delayed events: it answered 400",
    ],
    [server(403, { errcode: "M_FORBIDDEN" }), "The homeserver answered 403 (M_FORBIDDEN)"],
    [
      { error: { message: "Unknown or unsupported action: x" } },
      "The client does not know this action: “Unknown or unsupported action: x”",
    ],
    [null, "No answer in 10 s"],
  ] as const)
    it(`says why a restart failed, with a text for each cause: ${words}`, () => {
      const { begun, update } = aDelay();
      const lane = theLane([...begun, ...update(5_000, "restart", response)], 60_000);
      assert.deepEqual(
        lane.beats.map(({ words: why }) => why && inWords(why)),
        [undefined, words],
      );
      assert.equal(lane.beats[1]?.outcome, "failed");
    });

  it("says that the client schedules but cannot restart only if no homeserver has refused", () => {
    const failing = { error: { message: "Error updating delayed event" } };
    const { begun, update } = aDelay();
    const [first] = wordsOf(theLane([...begun, ...update(5_000, "restart", failing)], 60_000));
    assert.equal(first, "The client accepts delayed events and cannot restart them");
    const once = aDelay();
    const lane = theLane(
      [...once.begun, ...once.update(5_000), ...once.update(6_000, "restart", failing)],
      60_000,
    );
    assert.ok(!wordsOf(lane).some((each) => each.includes("cannot restart")));
  });

  it("says that Postdate failed if the client was never asked", () => {
    const { begun, widgetAsksInVain, postedToWidget } = aDelay();
    const asked = { delay_id: "d", action: "restart" };
    for (const [message, words] of [
      ["Error updating delayed event", "Postdate could not do it: “Error updating delayed event”"],
      ["Missing capability", "Postdate did not allow it: “Missing capability”"],
    ] as const) {
      const failed = [
        widgetAsksInVain(9_000, UPDATE, "u", asked),
        postedToWidget("fromWidget", 9_010, UPDATE, "u", { error: { message } }, asked),
      ];
      const [, beat] = theLane([...begun, ...failed], 10_000).beats;
      assert.deepEqual(beat?.words && inWords(beat.words), words);
    }
  });

  it("says who restarted it", () => {
    const { begun, update, widgetAsksInVain, postedToWidget } = aDelay();
    const asked = { delay_id: "d", action: "restart" };
    const byUs = [
      widgetAsksInVain(9_000, UPDATE, "u", asked),
      postedToWidget("fromWidget", 9_010, UPDATE, "u", {}, asked),
    ];
    assert.deepEqual(
      theLane([...begun, ...update(5_000), ...byUs], 10_000).beats.map(({ by }) => by),
      ["host", "host", "postdate"],
    );
  });

  it("exists for a delay that was scheduled before the inspector was open", () => {
    const { linked, update } = aDelay();
    const lane = theLane([...linked(1, "p"), ...update(5_000)], 60_000);
    assert.deepEqual(
      [lane.delay, lane.type, lane.end.how, lane.since],
      [undefined, undefined, "unknown", 5_000],
    );
  });

  it("exists once for each delay, and not for other events or probes", () => {
    const { begun, widgetAsks } = aDelay();
    const others = [
      widgetAsks(2_000, "send_event", "x", MEMBER),
      widgetAsks(2_000, UPDATE, "y", {}),
      widgetAsks(3_000, "send_event", "z", { ...MEMBER, delay: 7_000 }),
    ];
    assert.deepEqual(
      lanes([...begun, ...others], 5_000).map(({ delay, delayId }) => [delay, delayId]),
      [
        [10_000, "d"],
        [7_000, undefined],
      ],
    );
  });
});
