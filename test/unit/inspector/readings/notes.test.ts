import assert from "node:assert/strict";
import type { Captured } from "../../../../inspector/log/source.ts";
import { notesOn } from "../../../../inspector/readings/silence.ts";
import { threadOf } from "../../../../inspector/readings/thread.ts";
import { aWidget } from "../frames.ts";
import { inWords } from "../words.ts";
import { replay } from "./replay.ts";

function notes(action: string, captured: readonly Captured[], now: number): string[] {
  const { rows } = replay(captured, now);
  const row = rows.find((each) => each.action === action) ?? assert.fail();
  return notesOn(row, rows, now).map(inWords);
}

describe("a note on a request", () => {
  it("names, without a reply, what the host answered meanwhile, and that it never answered this action", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const others = [1, 2, 3].flatMap((index) => [
      widgetAsks(2_000 + index, "send_event", `${index}`),
      hostReplies(2_000 + index * 5, "send_event", `${index}`),
    ]);
    const late = [widgetAsks(30_000, "send_event", "late"), hostReplies(30_500, "send_event", "late")];
    assert.deepEqual(
      notes("x", [...linked(900, "p"), widgetAsks(1_000, "x", "1"), ...others, ...late], 60_000),
      [
        "No reply in 10 s",
        "Other requests that this client answered meanwhile: 3, half of them within 8 ms",
        "This client has never answered x",
      ],
    );
  });

  it("does not say “never” if the host has answered the action another time", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const captured = [
      ...linked(900, "p"),
      widgetAsks(1_000, "x", "1"),
      widgetAsks(50_000, "x", "2"),
      hostReplies(50_001, "x", "2"),
    ];
    assert.deepEqual(notes("x", captured, 60_000), [
      "No reply in 10 s",
      "This client answered nothing else meanwhile",
    ]);
  });

  it("says how long a pending request has waited", () => {
    const { linked, widgetAsks } = aWidget();
    assert.equal(
      notes("x", [...linked(900, "p"), widgetAsks(1_000, "x", "1")], 4_200)[0],
      "No reply for 3.2 s so far",
    );
  });

  it("attributes the widget's silence to the widget", () => {
    const { linked, hostAsks } = aWidget();
    assert.deepEqual(
      notes("visibility", [...linked(900, "p"), hostAsks(1_000, "visibility", "1")], 60_000).slice(1),
      ["This widget answered nothing else meanwhile", "This widget has never answered visibility"],
    );
  });

  it("says that nobody waited for a late reply", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    assert.deepEqual(
      notes("x", [...linked(900, "p"), widgetAsks(1_000, "x", "1"), hostReplies(12_000, "x", "1")], 60_000),
      ["The reply came after 11 s. Whoever asked had stopped waiting after 10 s."],
    );
  });

  it("does not exist if all went well, or if the host gives a reason", () => {
    for (const response of [
      {},
      { error: { message: "Missing capability" } },
      { error: { message: "Unknown or unsupported action: x" } },
    ]) {
      const { linked, widgetAsks, hostReplies } = aWidget();
      assert.deepEqual(
        notes(
          "x",
          [...linked(900, "p"), widgetAsks(1_000, "x", "1"), hostReplies(1_001, "x", "1", response)],
          60_000,
        ),
        [],
      );
    }
  });
});

describe("a thread", () => {
  const UPDATE = "org.matrix.msc4157.update_delayed_event";
  const numbers = new Map<string, number>();
  const { linked, widgetAsks, hostReplies } = aWidget({ numbers });
  const other = aWidget({ numbers, partner: 2, frameId: 9, widgetDocument: "other" });
  const { rows } = replay(
    [
      ...linked(1, "p"),
      ...[
        widgetAsks(10, "send_event", "1", { type: "t", delay: 5_000 }),
        hostReplies(12, "send_event", "1", { delay_id: "d" }),
      ],
      ...[widgetAsks(20, "x", "2"), other.widgetAsks(30, "x", "3")],
      ...[
        widgetAsks(40, UPDATE, "4", { delay_id: "d", action: "restart" }),
        widgetAsks(45, UPDATE, "5", { delay_id: "e", action: "send" }),
      ],
    ],
    100,
  );
  const [first, second] = rows;

  it("of a widget has only its rows, in both directions, with the time since the previous row", () => {
    assert.deepEqual(threadOf(first ?? assert.fail(), rows, "conversation"), [
      { serial: 1 },
      ...[
        { serial: 2, since: 10 },
        { serial: 4, since: 20 },
      ],
      { serial: 5, since: 5 },
    ]);
  });

  it("of a delay has the rows about it, by the id from the reply to the first", () => {
    assert.deepEqual(threadOf(first ?? assert.fail(), rows, "delay"), [
      { serial: 1 },
      { serial: 4, since: 30 },
    ]);
  });

  it("is the widget's if there is no delay", () => {
    assert.equal(threadOf(second ?? assert.fail(), rows, "delay").length, 4);
  });
});
