import assert from "node:assert/strict";
import type { FromHostFrame } from "../../../../src/host-support/between-frames.ts";
import { PATIENT_PROBE_WITHIN, PROBE_WITHIN } from "../../../../src/host-support/probe.ts";
import { deliver } from "../../../../src/host-support/widget-side/replies.ts";
import { freshSide } from "../../../../src/host-support/widget-side/side.ts";
import { replyTo } from "../../../../src/widget-api/message.ts";
import { asked, aWidgetFrame, FEATURES, HOST, ID, SECRET } from "./a-widget-frame.ts";

const KNOWS = "Invalid request - missing delay_id";
const KNOWS_NOTHING = "Unknown or unsupported action: org.matrix.msc4157.update_delayed_event";
const FAILED = { error: { message: "Error sending event" } };
const SEND = {
  api: "fromWidget",
  action: "send_event",
  requestId: "1",
  widgetId: "w",
  data: { type: "t", content: {}, delay: 1 },
} as const;
const CAPABILITY = "org.matrix.msc4157.send.delayed_event";
const notify = {
  api: "toWidget",
  action: "notify_capabilities",
  requestId: "n",
  widgetId: "w",
  data: { requested: ["a"], approved: ["a"] },
} as const;
const request = {
  api: "fromWidget",
  action: "org.matrix.msc2974.request_capabilities",
  requestId: "r",
  widgetId: "w",
  data: { capabilities: ["a", CAPABILITY] },
} as const;
const less = { ...request, data: { capabilities: ["a"] } };
const without = { postdate: "repost-without", message: less, original: request } as const;

describe("the probe of a host", () => {
  it("is sent in the widget's name, and answered by the host", () => {
    const { question, says, news } = asked({ isKnown: true });
    assert.equal(question.widgetId, "w");
    assert.deepEqual(news(), []);
    assert.equal(says(KNOWS), true);
    assert.deepEqual(news(), ["probed knows"]);
  });

  it("is not answered by the host's answer to another probe, or to another action under its id", () => {
    const { question, host, news } = asked({ isKnown: true });
    const refusal = { error: { message: KNOWS } };
    assert.equal(host(replyTo({ ...question, requestId: "another" }, refusal)), false);
    assert.equal(host(replyTo({ ...question, action: "send_event" }, refusal)), false);
    assert.deepEqual(news(), []);
    assert.equal(host(replyTo(question, refusal)), true);
    assert.deepEqual(news(), ["probed knows"]);
  });

  it("is remembered among the last fifty, however often a parent asks for one", () => {
    const { script, side } = asked();
    for (let round = 1; round <= 80; round += 1)
      script({ postdate: "probe", id: `round ${round}`, features: FEATURES, widgetId: "w", patient: false });
    assert.deepEqual([side().ids.length, side().ids.at(-1)], [50, "round 80"]);
  });

  it("does not time out before the script in the host's frame knows of it", () => {
    const { ends, says, news } = asked({ isKnown: true });
    ends("await-answer");
    assert.deepEqual(news(), ["silent"]);
    says(KNOWS);
    assert.deepEqual(news(), ["probed knows"]);
  });

  it("then times out, and the host counts as knowing nothing of delayed events", () => {
    const { ends, script, news } = asked({ isKnown: true });
    ends("await-answer");
    script({ postdate: "silence-heard", id: "another" });
    assert.deepEqual(news(), ["silent"]);
    script({ postdate: "silence-heard", id: ID });
    assert.deepEqual(news(), ["probed knows-nothing"]);
  });

  it("is not reported as unanswered if the host has answered", () => {
    const { ends, says, news } = asked();
    says(KNOWS);
    ends("await-answer");
    assert.deepEqual(news(), []);
  });

  it("may still be answered late, and a different late answer is passed on", () => {
    for (const [said, late] of [
      [KNOWS, ["probed knows"]],
      [KNOWS_NOTHING, []],
    ] as const) {
      const { ends, script, says, news } = asked({ isKnown: true });
      ends("await-answer");
      script({ postdate: "silence-heard", id: ID });
      news();
      assert.equal(says(said), true);
      assert.deepEqual(news(), late);
    }
  });

  it("gets more time if the host was too slow before", () => {
    for (const [patient, within] of [
      [false, PROBE_WITHIN],
      [true, PATIENT_PROBE_WITHIN],
    ] as const)
      assert.deepEqual(asked({ patient }).waiting[0], { do: "await-answer", id: ID, within });
  });

  it("has a result in two parts: the host's answer, and whether the background knows the frame", () => {
    for (const isKnown of [true, false]) {
      const { says, ends, news, posted } = asked();
      says(KNOWS);
      assert.deepEqual(news(), []);
      ends("introduce", isKnown);
      const [{ message } = { message: {} }] = posted.slice(-1);
      const told = { postdate: "probed", id: ID, lacks: [] };
      assert.deepEqual(message, isKnown ? { ...told, nonce: SECRET } : told);
    }
  });

  it("is abandoned when another is sent, and its answer is dropped", () => {
    const { script, says, ends, news } = asked({ isKnown: true });
    script({ postdate: "probe", id: "next", features: FEATURES, widgetId: "w", patient: false });
    news();
    assert.equal(says(KNOWS), true);
    ends("await-answer");
    script({ postdate: "silence-heard", id: ID });
    assert.deepEqual(news(), []);
  });
});

describe("a widget's frame", () => {
  it("is known once the background confirms any probe's host, but joins the host only for the last probe", () => {
    const { script, ends, news, side } = asked();
    script({ postdate: "probe", id: "next", features: FEATURES, widgetId: "w", patient: false });
    news();
    ends("introduce", true);
    assert.deepEqual([news(), side().knownTo], [[], HOST]);
    ends("introduce", true);
    assert.deepEqual(news(), ["tied"]);
  });
});

describe("the secret of a widget's frame", () => {
  const secretIn = (frame: ReturnType<typeof aWidgetFrame>) =>
    frame.posted.filter((effect) => JSON.stringify(effect).includes(SECRET)).map(({ to }) => to);

  it("is posted to the host that the background has confirmed", () => {
    const frame = asked();
    assert.deepEqual(secretIn(frame), []);
    frame.ends("introduce", true);
    assert.deepEqual(secretIn(frame), [HOST]);
  });

  it("is not posted if the background has denied the host", () => {
    const frame = asked({ isKnown: false });
    frame.says(KNOWS);
    frame.script(without);
    frame.host(notify);
    frame.script({ postdate: "perform", message: SEND, at: 0 });
    assert.deepEqual([secretIn(frame), frame.posted.length, frame.waiting.length], [[], 2, 1]);
  });

  it("is posted to nobody for a delivery before that", () => {
    assert.deepEqual(deliver(freshSide(SECRET), SEND).effects, []);
  });

  it("is not posted if the host has an opaque origin, whatever the background says", () => {
    const frame = aWidgetFrame();
    frame.script({ postdate: "probe", id: ID, features: FEATURES, widgetId: "w", patient: false }, "null");
    frame.ends("introduce", true);
    assert.deepEqual([secretIn(frame), frame.side().knownTo], [[], undefined]);
  });
});

describe("a host's message to its widget", () => {
  it("passes if it concerns nothing that was hidden from the host", () => {
    const { host, news, waiting } = asked({ isKnown: true });
    const before = waiting.length;
    for (const message of [notify, replyTo(SEND, { event_id: "$1" }), replyTo(request, {})])
      assert.equal(host(message), false);
    assert.deepEqual([news(), waiting.length], [[], before]);
  });

  it("is answered immediately if it approves the reduced capabilities, and the widget hears all of them", () => {
    const { host, script, ends, news, posted } = asked({ isKnown: true });
    script(without);
    news();
    assert.equal(host(notify), true);
    assert.deepEqual(posted.splice(0)[0]?.message, { ...notify, response: {} });
    ends("tell");
    assert.deepEqual(posted[0]?.message, { postdate: "deliver", nonce: SECRET, message: notify });
    assert.equal(host(notify), false);
    assert.equal(host(notify), true);
  });

  it("is delivered once, even if an answer to the widget's own request has the same id and comes in between", () => {
    const { host, script, ends, waiting } = asked({ isKnown: true });
    script(without);
    host(notify);
    ends("tell");
    const before = waiting.length;
    assert.equal(host(replyTo({ ...SEND, requestId: notify.requestId }, { event_id: "$1" })), false);
    assert.equal(host(notify), false);
    assert.equal(waiting.length, before);
  });

  it("is delivered once, even if its id is an object, which each posting clones", () => {
    const { host, script, ends, posted, waiting } = asked({ isKnown: true });
    script(without);
    const named = () => ({ ...notify, requestId: { an: "id" } });
    assert.equal(host(named()), true);
    ends("tell");
    const before = waiting.length;
    assert.match(JSON.stringify(posted.at(-1)), /"postdate":"deliver"/);
    assert.equal(host(named()), false);
    assert.equal(waiting.length, before);
  });

  it("comes, once, with the widget's requested capabilities that were hidden from the host", () => {
    const { host, script, waiting } = asked({ isKnown: true });
    script(without);
    for (const asks of [[CAPABILITY], []]) {
      host(notify);
      assert.deepEqual(waiting.splice(-1)[0], {
        do: "tell",
        tell: { request: notify, approval: notify.data, asked: asks },
      });
    }
  });

  it("passes if the background does not know the frame yet, and is reported once the frame and its host are known", () => {
    const { host, script, ends, news } = asked();
    script(without);
    assert.equal(host(notify), false);
    script({ postdate: "tie-heard", id: ID });
    assert.equal(ends("tell"), false);
    news();
    ends("introduce", true);
    assert.deepEqual(news(), ["tied"]);
    script({ postdate: "tie-heard", id: ID });
    ends("tell");
    assert.deepEqual(news(), ["deliver"]);
    script({ postdate: "tie-heard", id: ID });
    assert.equal(ends("tell"), false);
  });

  it("delays the answer to a probe until it is reported, or for a while", () => {
    for (const what of ["tell", "await-telling"] as const) {
      const { host, script, says, ends, news } = asked();
      script(without);
      host(notify);
      ends("introduce", true);
      says(KNOWS_NOTHING);
      script({ postdate: "tie-heard", id: ID });
      assert.ok(!news().some((said) => said.startsWith("probed")));
      ends(what);
      assert.equal(news().at(-1), "probed knows-nothing");
      ends(what === "tell" ? "await-telling" : "tell");
      assert.ok(!news().some((said) => said.startsWith("probed")));
    }
  });

  it("quotes the widget's original request if it answers the reduced capabilities", () => {
    const { host, script, news, posted } = asked({ isKnown: true });
    script(without);
    news();
    assert.equal(host(replyTo(less, {})), true);
    const answer = replyTo(request, {});
    assert.deepEqual(posted[0]?.message, { postdate: "deliver", nonce: SECRET, message: answer });
    assert.equal(host(answer), false);
  });

  it("is taken over if the host's driver has failed, with the time of the widget's request, and delivered once", () => {
    const { host, script, ends, news, waiting } = asked({ isKnown: true });
    script({ postdate: "passed", requestId: "1", at: 7 });
    script({ postdate: "passed", requestId: "1", at: 9 });
    const failure = replyTo(SEND, FAILED);
    assert.equal(host(failure), true);
    assert.deepEqual(waiting.at(-1), { do: "take-over", reply: failure, at: 7, failed: true });
    ends("take-over");
    assert.deepEqual(news(), ["deliver"]);
    assert.equal(host(failure), false);
  });

  it("stays the host's answer if capabilities were hidden from the host, or the background does not know the frame", () => {
    const failure = replyTo(SEND, FAILED);
    const hiding = asked({ isKnown: true });
    hiding.script(without);
    assert.equal(hiding.host(failure), false);
    assert.equal(asked().host(failure), false);
  });

  it("is remembered for no more than fifty requests", () => {
    const { script, side } = aWidgetFrame();
    for (let at = 0; at < 60; at += 1) script({ postdate: "passed", requestId: String(at), at });
    assert.deepEqual([side().passed.size, [...side().passed.values()][0]], [50, 10]);
  });

  it("quotes only the widget's last fifty requests, and is otherwise delivered unchanged", () => {
    const { script, side } = asked({ isKnown: true });
    for (let id = 0; id < 60; id += 1) {
      const [message, original] = [less, request].map((each) => ({ ...each, requestId: String(id) }));
      script({ postdate: "repost-without", message, original } as FromHostFrame);
    }
    assert.deepEqual([...side().originals.keys()].length, 50);
    assert.deepEqual([side().hiding.length, side().asked.length], [1, 1]);
  });

  it("is recognized after its delivery only among the last fifty deliveries", () => {
    const { script, ends, side } = asked({ isKnown: true });
    for (let id = 0; id < 60; id += 1) {
      script({ postdate: "perform", message: { ...SEND, requestId: id }, at: 0 });
      ends("perform");
    }
    assert.deepEqual([side().delivered.size, side().delivered.has("fromWidget 59")], [50, true]);
  });
});
