import assert from "node:assert/strict";
import type { Captured } from "../../../../inspector/log/source.ts";
import { conformanceOf } from "../../../../inspector/readings/conformance.ts";
import { stickyEvents } from "../../../../src/features/sticky-events/feature.ts";
import { aWidget } from "../frames.ts";
import { inWords } from "../words.ts";
import { replay } from "./replay.ts";

const UPDATE = "org.matrix.msc4157.update_delayed_event";
const MESSAGE = "org.matrix.msc2762.send.event:m.room.message";
const message = { type: "m.room.message", content: { msgtype: "m.text" } };

type Widget = ReturnType<typeof aWidget>;

function conformance(tell: (widget: Widget) => Captured[], now = 60_000) {
  const widget = aWidget();
  return conformanceOf(replay([...widget.linked(1, "p"), ...tell(widget)], now).rows);
}

/** The verdicts on everything seen, with their texts. */
function verdicts(tell: (widget: Widget) => Captured[]) {
  const { lines } = conformance(tell);
  const seen = lines.filter(({ verdict }) => verdict !== "not-seen");
  return Object.fromEntries(seen.map(({ action, verdict }) => [action, verdict]));
}

const ask =
  (action: string, data: object, response?: object, id = `${action}${JSON.stringify(data)}`) =>
  ({ widgetAsks, hostReplies }: Widget): Captured[] => [
    widgetAsks(10, action, id, data),
    ...(response ? [hostReplies(12, action, id, response, data)] : []),
  ];
const probe =
  (answer: string) =>
  ({ postedToHost, widgetAsks, hostRepliesInVain }: Widget): Captured[] => [
    postedToHost("fromWidget", 5, UPDATE, "postdate-probe-1"),
    widgetAsks(6, UPDATE, "postdate-probe-1"),
    hostRepliesInVain(7, UPDATE, "postdate-probe-1", { error: { message: answer } }),
  ];
const scheduled = ask("send_event", { ...message, delay: 9_000 }, { delay_id: "d" });

describe("what a host does by itself", () => {
  it("is not seen if nobody has requested it, which does not mean no", () => {
    const { lines } = conformance(() => []);
    assert.ok(lines.length > 20);
    for (const line of lines)
      assert.deepEqual([line.verdict, inWords(line.words), line.serial], ["not-seen", "not seen", undefined]);
  });

  it("works if it was done, and the row proves it", () => {
    const { lines } = conformance(ask("send_event", message, { event_id: "$e" }));
    const line = lines.find(({ action }) => action === "send_event (message)");
    assert.deepEqual([line?.verdict, line?.serial], ["works", 1]);
  });

  it("works if the host passed the homeserver's refusal on", () => {
    const error = { message: "Error sending event", matrix_api_error: { http_status: 403, response: {} } };
    assert.deepEqual(verdicts(ask("send_event", message, { error })), { "send_event (message)": "works" });
  });

  it("is silent if it never answered, and only after 10 s", () => {
    const silent = ask("org.matrix.msc2931.navigate", {});
    assert.deepEqual(verdicts(silent), { "org.matrix.msc2931.navigate": "silent" });
    const { lines } = conformance(silent, 5_000);
    assert.ok(lines.every(({ verdict }) => verdict === "not-seen"));
  });

  it("is refused, unsupported, or fails, according to its error", () => {
    for (const [said, verdict] of [
      ["Missing capability", "refused"],
      ["Cannot send room events of this type", "refused"],
      ["Unknown or unsupported action: send_event", "unsupported"],
      ["Error sending event", "fails"],
    ]) {
      const told = ask("send_event", message, { error: { message: said } });
      assert.deepEqual(verdicts(told), { "send_event (message)": verdict });
      const { lines } = conformance(told);
      assert.ok(lines.some(({ words }) => inWords(words).includes(`“${said}”`)));
    }
  });

  it("is half if it schedules but cannot update", () => {
    const update = ask(
      UPDATE,
      { delay_id: "d", action: "restart" },
      { error: { message: "Error updating delayed event" } },
    );
    assert.deepEqual(
      verdicts((widget) => [...scheduled(widget), ...update(widget)]),
      {
        "send_event (delay)": "works",
        "update_delayed_event (restart)": "half",
      },
    );
    assert.deepEqual(verdicts(update), { "update_delayed_event (restart)": "fails" });
  });

  it("is not half if only its library knows the feature, and every request fails", () => {
    const update = ask(
      UPDATE,
      { delay_id: "d", action: "restart" },
      { error: { message: "Error updating delayed event" } },
    );
    const known = probe("Invalid request - missing delay_id");
    assert.equal(
      verdicts((widget) => [...known(widget), ...update(widget)])["update_delayed_event (restart)"],
      "fails",
    );
  });

  it("is unsupported if it sent the event at once", () => {
    const { lines } = conformance(ask("send_event", { ...message, delay: 9_000 }, { event_id: "$e" }));
    const line = lines.find(({ action }) => action === "send_event (delay)");
    assert.deepEqual(
      [line?.verdict, line && inWords(line.words)],
      ["unsupported", "The client sent the event at once"],
    );
  });

  it("is shown by the probe, whose answer is an error either way", () => {
    assert.deepEqual(verdicts(probe("Invalid request - missing delay_id")), {
      "probe (delayed-events)": "works",
    });
    assert.deepEqual(verdicts(probe("Unknown or unsupported action: u")), {
      "probe (delayed-events)": "unsupported",
    });
  });

  it("is too much if a state event passed with a capability for messages", () => {
    const approve = ({ hostAsks }: Widget) => [
      hostAsks(4, "notify_capabilities", "n", { requested: [], approved: [MESSAGE] }),
    ];
    const state = ask(
      "send_event",
      { type: "m.room.message", state_key: "", content: {} },
      { event_id: "$e" },
    );
    const both = ask("send_event", message, { event_id: "$e" });
    assert.deepEqual(
      verdicts((widget) => [...approve(widget), ...state(widget), ...both(widget)]),
      {
        "send_event (state)": "overclaims",
        "send_event (message)": "works",
      },
    );
    assert.deepEqual(verdicts(state), { "send_event (state)": "works" }, "what was approved is not known");
  });

  it("does not include anything that Postdate did in its stead", () => {
    const told = ({ widgetAsksInVain, postedToWidget, hostReplies }: Widget) => [
      widgetAsksInVain(10, "send_event", "1", { ...message, delay: 9_000 }),
      postedToWidget("fromWidget", 12, "send_event", "1", { delay_id: "d" }),
      hostReplies(13, "send_event", "1", { delay_id: "d" }),
    ];
    assert.deepEqual(verdicts(told), {});
  });
});

describe("the release of matrix-widget-api that a host behaves like", () => {
  const versions = (...supported_versions: string[]) =>
    ask("supported_api_versions", {}, { supported_versions });
  const level = (tell: (widget: Widget) => Captured[]) => conformance(tell).level;

  it("is at least the first with the listed versions", () => {
    assert.equal(
      level(versions("0.0.1", "org.matrix.msc4039", "org.matrix.msc2873")).atLeast?.release,
      "1.13.1",
    );
    assert.equal(level(versions("org.matrix.msc2871")).atLeast?.release, "1.0.0");
    assert.deepEqual(level(versions("0.0.1")), {});
    const both = level((widget) => [
      ...versions("org.matrix.msc2871")(widget),
      ...probe("Invalid request - missing delay_id")(widget),
    ]);
    assert.equal(both.atLeast?.release, "1.8.2", "the newest of all that was seen");
  });

  it("is not newer because Postdate has added a version to its list", () => {
    const says = (...supported_versions: string[]) =>
      ["supported_api_versions", "v", { supported_versions }] as const;
    const own = says("org.matrix.msc4039");
    const added = says("org.matrix.msc4039", "org.matrix.msc4515");
    const told = level(({ widgetAsks, hostRepliesInVain, postedToWidget, hostReplies }) => [
      widgetAsks(1, "supported_api_versions", "v"),
      hostRepliesInVain(2, ...own),
      postedToWidget("fromWidget", 3, ...added),
      hostReplies(4, ...added),
    ]);
    assert.equal(told.atLeast?.release, "1.6.0");
  });

  it("is bounded by the error for an unknown action, and by the probe", () => {
    const old = level((widget) => [
      ...versions("org.matrix.msc4039")(widget),
      ...probe("Unknown or unsupported action: u")(widget),
    ]);
    assert.deepEqual([old.atLeast?.release, old.before?.release], ["1.6.0", "1.8.2"]);
    const recent = level(
      ask("x", {}, { error: { message: "Unknown or unsupported from-widget action: x" } }),
    );
    assert.deepEqual(recent, { atLeast: { release: "1.17.0", serial: 1 } });
    assert.equal(level(probe("Invalid request - missing delay_id")).atLeast?.release, "1.8.2");
  });

  it("is bounded by the probe for sticky events if the host knows them, and otherwise not", () => {
    const answered = (message: string) =>
      level(ask("send_event", stickyEvents.probe.data, { error: { message } }));
    assert.equal(answered("Missing capability for x.sticky_event").atLeast?.release, "1.15.0");
    assert.deepEqual(answered("Cannot send room events of this type"), {});
  });

  it("is unknown if nothing was seen", () =>
    assert.deepEqual(
      level(() => []),
      {},
    ));
});
