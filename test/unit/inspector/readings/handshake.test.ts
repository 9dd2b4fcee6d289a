import assert from "node:assert/strict";
import type { Captured } from "../../../../inspector/log/source.ts";
import { handshakeOf, type Step } from "../../../../inspector/readings/handshake.ts";
import { aWidget, HOST, WIDGET } from "../frames.ts";
import { inWords } from "../words.ts";
import { replay } from "./replay.ts";

const SEND = "org.matrix.msc2762.send.event:m.room.message";
const MEMBERS = "org.matrix.msc2762.send.state_event:m.room.member";
const DELAYED = "org.matrix.msc4157.send.delayed_event";

function stepsOf(captured: readonly Captured[], now: number): Step[] {
  const { rows, conversation } = replay(captured, now);
  return handshakeOf(conversation, rows, now);
}
const told = (steps: readonly Step[]) => steps.map(({ words, tone }) => [inWords(words), tone]);

/** A handshake in which everything is approved. */
function shake(widget: ReturnType<typeof aWidget>, approved = [SEND, MEMBERS]): Captured[] {
  const { widgetAsks, hostReplies, hostAsks, widgetReplies, linked } = widget;
  return [
    ...linked(900, "p"),
    ...[
      widgetAsks(1_000, "supported_api_versions", "v"),
      hostReplies(1_004, "supported_api_versions", "v", { supported_versions: ["0.0.1", "0.0.2"] }),
    ],
    ...[widgetAsks(1_100, "content_loaded", "l"), hostReplies(1_101, "content_loaded", "l")],
    ...[
      hostAsks(1_200, "capabilities", "c"),
      widgetReplies(1_210, "capabilities", "c", { capabilities: [SEND, MEMBERS] }),
    ],
    hostAsks(1_300, "notify_capabilities", "n", { requested: [SEND, MEMBERS], approved }),
    widgetReplies(1_301, "notify_capabilities", "n"),
  ];
}

describe("a handshake", () => {
  it("is described step by step, with the row and time of each", () => {
    const steps = stepsOf(shake(aWidget()), 2_000);
    assert.deepEqual(told(steps), [
      ["The widget asked what the client knows. Versions and proposals: 2", "good"],
      ["The widget said that it has loaded", "good"],
      ["Capabilities that the widget asked for: 2", "good"],
      ["Approved: 2", "good"],
    ]);
    assert.deepEqual(
      steps.map(({ serial, at }) => [serial, at]),
      [
        [1, 1_000],
        [2, 1_100],
        [3, 1_210],
        [4, 1_300],
      ],
    );
  });

  it("describes each capability in a sentence, and says that the client refused it", () => {
    const last = stepsOf(shake(aWidget(), [SEND]), 2_000).at(-1);
    assert.equal(last && inWords(last.words), "Approved: 1, refused: 1");
    assert.deepEqual(last?.capabilities, [
      { capability: SEND, verdict: "approved", words: ["inspectMaySendMessages"], by: "host" },
      { capability: MEMBERS, verdict: "refused", words: ["inspectMaySetMembers"], by: "host" },
    ]);
  });

  it("shows unknown capabilities unchanged", () => {
    const { hostAsks, widgetReplies, linked } = aWidget();
    const steps = stepsOf(
      [
        ...linked(1, "p"),
        hostAsks(10, "capabilities", "c"),
        widgetReplies(12, "capabilities", "c", { capabilities: ["com.example.fly"] }),
      ],
      20,
    );
    assert.deepEqual(steps[0]?.capabilities, [{ capability: "com.example.fly", verdict: "asked" }]);
  });

  it("says which hidden capabilities the user approved through Postdate", () => {
    const {
      linked,
      hostAsks,
      hostAsksInVain,
      widgetRepliesInVain,
      postedToHost,
      widgetReplies,
      postedToWidget,
    } = aWidget();
    const steps = stepsOf(
      [
        ...linked(1, "p"),
        ...[
          hostAsks(10, "capabilities", "c"),
          widgetRepliesInVain(12, "capabilities", "c", { capabilities: [SEND, DELAYED, "com.example.x"] }),
        ],
        postedToHost("toWidget", 20, "capabilities", "c", { capabilities: [SEND, "com.example.x"] }),
        widgetReplies(21, "capabilities", "c", { capabilities: [SEND, "com.example.x"] }),
        hostAsksInVain(30, "notify_capabilities", "n", {
          requested: [SEND, "com.example.x"],
          approved: [SEND],
        }),
        postedToWidget("toWidget", 900, "notify_capabilities", "n", undefined, {
          requested: [SEND, "com.example.x", DELAYED],
          approved: [SEND, DELAYED],
        }),
        hostAsks(901, "notify_capabilities", "n", {
          requested: [SEND, "com.example.x", DELAYED],
          approved: [SEND, DELAYED],
        }),
      ],
      2_000,
    );
    const verdicts = steps.map(({ capabilities = [] }) =>
      capabilities.map(({ verdict, by }) => (by ? `${verdict} ${by}` : verdict)),
    );
    assert.deepEqual(verdicts, [
      ["asked", "hidden", "asked"],
      ["approved host", "refused host", "approved user"],
    ]);
  });

  it("is only known to have happened if it was over before the inspector was open", () => {
    const { atHost, atWidget } = aWidget();
    const heard = { is: "heard", kept: false } as const;
    const head = (action: string, requestId: string, answered: boolean) =>
      ({ api: "toWidget", action, requestId, widgetId: "w", answered }) as const;
    const captured = [
      atWidget({
        ...heard,
        at: 5,
        partner: 0,
        origin: HOST,
        head: head("supported_api_versions", "v", false),
      }),
      atHost({
        ...heard,
        at: 6,
        partner: 1,
        origin: WIDGET,
        head: head("supported_api_versions", "v", true),
      }),
      atWidget({ ...heard, at: 10, partner: 0, origin: HOST, head: head("capabilities", "c", false) }),
      atHost({ ...heard, at: 12, partner: 1, origin: WIDGET, head: head("capabilities", "c", true) }),
      atWidget({ ...heard, at: 20, partner: 0, origin: HOST, head: head("notify_capabilities", "n", false) }),
    ];
    assert.deepEqual(told(stepsOf(captured, 60_000)), [
      ["Asked what the other side knows, and had an answer", "good"],
      ["The widget said what it wants to do, before the inspector was open", "quiet"],
      ["The client said what it approves, before the inspector was open", "quiet"],
    ]);
  });

  it("includes later requests for more", () => {
    const widget = aWidget();
    const steps = stepsOf(
      [
        ...shake(widget),
        widget.widgetAsks(5_000, "org.matrix.msc2974.request_capabilities", "r", {
          capabilities: ["m.sticker"],
        }),
        widget.hostReplies(5_001, "org.matrix.msc2974.request_capabilities", "r"),
        widget.hostAsks(5_400, "notify_capabilities", "n2", {
          requested: ["m.sticker"],
          approved: [SEND, MEMBERS, "m.sticker"],
        }),
      ],
      6_000,
    );
    assert.deepEqual(told(steps.slice(4)), [
      ["Capabilities that the widget asked for: 1", "good"],
      ["Approved: 3", "good"],
    ]);
  });

  it("is stuck if the widget never reports that it has loaded", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const captured = [
      ...linked(900, "p"),
      widgetAsks(1_000, "supported_api_versions", "v"),
      hostReplies(1_004, "supported_api_versions", "v"),
    ];
    const waits = (now: number) => told(stepsOf(captured, now)).at(-1);
    assert.deepEqual(waits(4_500), [
      "The client waits for the widget’s content_loaded; 3.5 s, nothing came",
      "waiting",
    ]);
    assert.deepEqual(waits(32_000), [
      "The client waits for the widget’s content_loaded; 31 s, nothing came",
      "bad",
    ]);
  });

  it("is stuck if the client asks for nothing after that", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const captured = [
      ...linked(900, "p"),
      widgetAsks(1_000, "content_loaded", "v"),
      hostReplies(1_004, "content_loaded", "v"),
    ];
    assert.deepEqual(told(stepsOf(captured, 32_000)).at(-1), [
      "The client has not asked what the widget wants to do; 31 s, nothing came",
      "bad",
    ]);
  });

  it("is stuck if the widget does not answer the request for its capabilities", () => {
    const { linked, hostAsks } = aWidget();
    const steps = stepsOf([...linked(900, "p"), hostAsks(1_000, "capabilities", "c")], 32_000);
    assert.deepEqual(told(steps), [["The client asked what the widget wants to do; 31 s, no answer", "bad"]]);
  });

  it("does not count as stuck if its beginning was not heard", () => {
    const { widgetAsks, linked } = aWidget();
    const unheard = stepsOf([widgetAsks(1_000, "x", "1")], 99_000);
    assert.deepEqual(unheard, []);
    const late = linked(900, "p").map((each) => (each.is === "entry" ? { ...each, number: 300 } : each));
    assert.deepEqual(stepsOf([...late, widgetAsks(1_000, "x", "1")], 99_000), []);
  });
});
