import assert from "node:assert/strict";
import type { Captured } from "../../../../inspector/log/source.ts";
import { conformanceOf } from "../../../../inspector/readings/conformance.ts";
import { handshakeOf } from "../../../../inspector/readings/handshake.ts";
import { lanesOf } from "../../../../inspector/readings/lanes.ts";
import { notesOn } from "../../../../inspector/readings/silence.ts";
import { threadOf } from "../../../../inspector/readings/thread.ts";
import { aWidget } from "../frames.ts";
import { inWords } from "../words.ts";
import { replay } from "./replay.ts";

const UPDATE = "org.matrix.msc4157.update_delayed_event";
const READ = "org.matrix.msc2876.read_events";
const MEMBER = "org.matrix.msc3401.call.member";

function read(captured: readonly Captured[], now: number) {
  const { rows, conversation } = replay(captured, now);
  const steps = handshakeOf(conversation, rows, now);
  return { rows, steps: steps.map(({ words, tone }) => [inWords(words), tone]) };
}

describe("a user who looks for the cause", () => {
  describe("of an endless spinner", () => {
    it("sees that the widget never reported that it has loaded", () => {
      const { linked, widgetAsks, hostReplies } = aWidget();
      const { steps } = read(
        [
          ...linked(500, "p"),
          widgetAsks(1_000, "supported_api_versions", "1"),
          hostReplies(1_003, "supported_api_versions", "1", {
            supported_versions: ["0.0.1", "org.matrix.msc2762"],
          }),
        ],
        32_000,
      );
      assert.deepEqual(steps, [
        ["The widget asked what the client knows. Versions and proposals: 2", "good"],
        ["The client waits for the widget’s content_loaded; 31 s, nothing came", "bad"],
      ]);
    });

    it("sees that the widget reported it, and that the client did not expect that", () => {
      const { linked, widgetAsks, hostReplies } = aWidget();
      const message =
        "Improper sequence: not expecting ContentLoaded event if waitForIframeLoad is true (default=true)";
      const { steps } = read(
        [
          ...linked(500, "p"),
          widgetAsks(1_000, "content_loaded", "1"),
          hostReplies(1_003, "content_loaded", "1", { error: { message } }),
        ],
        5_000,
      );
      assert.deepEqual(steps[0], [
        `The widget said that it has loaded, and the client did not expect that: “${message}”`,
        "bad",
      ]);
    });

    it("sees that the page does not use the widget API if no message came at all", () => {
      const words =
        "No message at all: the page in the frame does not speak the widget API, or it did not load";
      assert.deepEqual(
        handshakeOf(undefined, [], 32_000).map((step) => inWords(step.words)),
        [words],
      );
      const { linked, hostAsks } = aWidget();
      const { steps } = read([...linked(500, "p"), hostAsks(1_000, "theme_change", "1")], 32_000);
      assert.deepEqual(steps, [
        [
          "The client has spoken to the widget for 31 s, nothing came back: the page in the frame does not speak the widget API, or it did not load",
          "bad",
        ],
      ]);
    });
  });

  describe("of the refusal of every read", () => {
    it("finds one line for all of them, with the capability that would have been enough", () => {
      const { linked, hostAsks, widgetReplies, widgetAsks, hostReplies } = aWidget();
      const approved = ["org.matrix.msc2762.receive.state_event:m.call.member"];
      const data = { type: MEMBER, state_key: true };
      const error = { message: "Cannot read state events of this type" };
      const { steps, rows } = read(
        [
          ...linked(500, "p"),
          ...[
            hostAsks(1_000, "capabilities", "c"),
            widgetReplies(1_005, "capabilities", "c", { capabilities: approved }),
          ],
          hostAsks(1_100, "notify_capabilities", "n", { requested: approved, approved }),
          ...Array.from({ length: 14 }, (_, index) => [
            widgetAsks(2_000 + index, READ, `r${index}`, data),
            hostReplies(2_001 + index, READ, `r${index}`, { error }, data),
          ]).flat(),
        ],
        5_000,
      );
      assert.equal(rows.filter(({ state }) => state === "error").length, 14);
      assert.deepEqual(steps.slice(2), [
        [
          `${READ} ${MEMBER} was refused: it needs org.matrix.msc2762.receive.state_event:${MEMBER}, and what was approved is ${approved[0]}`,
          "bad",
        ],
      ]);
    });
  });

  describe("of “Unknown or unsupported action: send_event”", () => {
    it("sees that the event arrived, and that the widget's page did not take it", () => {
      const { linked, hostAsks, widgetReplies } = aWidget();
      const { rows } = read(
        [
          ...linked(500, "p"),
          hostAsks(1_000, "send_event", "e", { type: "m.room.message" }),
          widgetReplies(1_002, "send_event", "e", {
            error: { message: "Unknown or unsupported action: send_event" },
          }),
        ],
        5_000,
      );
      const [row] = rows;
      assert.deepEqual([row?.api, row?.by, row?.state], ["toWidget", "widget", "error"]);
      assert.deepEqual(row && notesOn(row, rows, 5_000).map(inWords), [
        "The widget’s page listened and did not take this action. The event was delivered.",
      ]);
    });

    it("sees in the thread that no echo came after a sent event", () => {
      const { linked, widgetAsks, hostReplies } = aWidget();
      const { rows } = read(
        [
          ...linked(500, "p"),
          ...[
            widgetAsks(1_000, "send_event", "1", { type: "t" }),
            hostReplies(1_020, "send_event", "1", { event_id: "$e" }),
          ],
          ...[widgetAsks(9_000, "x", "2"), hostReplies(9_004, "x", "2")],
        ],
        20_000,
      );
      const [row] = rows;
      assert.deepEqual(row && threadOf(row, rows, "conversation"), [
        { serial: 1 },
        { serial: 2, since: 8_000 },
      ]);
    });
  });

  describe("of “Request timed out”", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const others = Array.from({ length: 212 }, (_, index) => [
      widgetAsks(1_100 + index * 20, "send_event", `${index}`, { type: "t" }),
      hostReplies(1_106 + index * 20, "send_event", `${index}`, { event_id: "$e" }),
    ]).flat();
    const { rows } = read([...linked(500, "p"), widgetAsks(1_000, "get_openid", "o"), ...others], 32_000);

    it("sees that the client works, but never answers this action", () => {
      const [row] = rows;
      assert.equal(row?.state, "timed-out");
      assert.deepEqual(row && notesOn(row, rows, 32_000).map(inWords), [
        "No reply in 10 s",
        "Other requests that this client answered meanwhile: 212, half of them within 6 ms",
        "This client has never answered get_openid",
      ]);
    });

    it("finds that the action is silent, not unsupported", () => {
      const line = conformanceOf(rows).lines.find(({ action }) => action === "get_openid");
      assert.deepEqual([line?.verdict, line?.serial], ["silent", 1]);
    });
  });

  describe("of a call that dies in ten seconds", () => {
    it("sees in one lane that the client cannot restart what it has scheduled", () => {
      const { linked, widgetAsks, hostReplies, hostAsks } = aWidget();
      const data = { type: MEMBER, state_key: "@a:x", content: {}, delay: 10_000 };
      const error = { message: "Error updating delayed event" };
      const { rows } = read(
        [
          ...linked(500, "p"),
          ...[
            widgetAsks(1_000, "send_event", "s", data),
            hostReplies(1_030, "send_event", "s", { delay_id: "d" }, data),
          ],
          ...[5_000, 9_000].flatMap((at) => [
            widgetAsks(at, UPDATE, `${at}`, { delay_id: "d", action: "restart" }),
            hostReplies(at + 4, UPDATE, `${at}`, { error }, { delay_id: "d", action: "restart" }),
          ]),
          hostAsks(11_090, "send_event", "left", { type: MEMBER, state_key: "@a:x", content: {} }),
        ],
        30_000,
      );
      const [lane] = lanesOf(rows, 30_000);
      assert.deepEqual(lane?.words.map(inWords), [
        "The client accepts delayed events and cannot restart them",
        "The client failed: “Error updating delayed event”",
        "Restarts that failed: 2 of 2",
        "Its time ran out, and the event was seen in the room",
      ]);
      assert.deepEqual(
        lane?.beats.map(({ action, outcome }) => [action, outcome]),
        [
          ...[
            ["schedule", "done"],
            ["restart", "failed"],
          ],
          ["restart", "failed"],
        ],
      );
      const restart = conformanceOf(rows).lines.find(({ action }) => action.endsWith("(restart)"));
      assert.deepEqual([restart?.verdict, restart?.serial], ["half", 2]);
    });
  });
});
