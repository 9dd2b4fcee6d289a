import assert from "node:assert/strict";
import fc from "fast-check";
import type { FromHostFrame } from "../../../../src/host-support/between-frames.ts";
import { probesFor } from "../../../../src/host-support/probe.ts";
import { keyOf } from "../../../../src/host-support/widget-side/steps.ts";
import { replyTo, type WidgetRequest } from "../../../../src/widget-api/message.ts";
import { aWidgetFrame, FEATURES, SECRET, type WidgetFrame } from "./a-widget-frame.ts";

const ORIGINS = ["https://client.example", "https://other.example", "null"] as const;
const IDS = ["p1", "p2", "p3"] as const;
const REQUESTS = ["1", "2", "p1"] as const;
const ENDS = ["await-answer", "introduce", "await-telling", "tell", "take-over", "perform"] as const;
const KNOWS = { error: { message: "Invalid request - missing delay_id" } };
const FAILED = { error: { message: "Error sending event" } };

const probeOf = (id: string) => probesFor(FEATURES, "w", id)[0] as WidgetRequest;
const sendOf = (requestId: string) =>
  ({
    api: "fromWidget",
    action: "send_event",
    requestId,
    widgetId: "w",
    data: { type: "t", delay: 1 },
  }) as const;
const WANTED = ["a", "org.matrix.msc4157.send.delayed_event"];
const moreOf = (requestId: string, capabilities = ["a"]) => {
  const action = "org.matrix.msc2974.request_capabilities";
  return { api: "fromWidget", action, requestId, widgetId: "w", data: { capabilities } } as const;
};
const notifyOf = (requestId: string) => {
  const data = { requested: ["a"], approved: ["a"] };
  return { api: "toWidget", action: "notify_capabilities", requestId, widgetId: "w", data } as const;
};

const requestId = fc.constantFrom(...REQUESTS);
const id = fc.constantFrom(...IDS);
const ofHost = fc.oneof(
  id.map((each) => replyTo(probeOf(each), KNOWS)),
  id.map((each) => replyTo(probeOf(each), {})),
  requestId.map((each) => replyTo(sendOf(each), FAILED)),
  requestId.map((each) => replyTo(sendOf(each), { event_id: "$1" })),
  requestId.map((each) => replyTo(moreOf(each), {})),
  requestId.map(notifyOf),
);
const ofScript: fc.Arbitrary<FromHostFrame> = fc.oneof(
  id.map((each) => ({
    postdate: "probe" as const,
    id: each,
    features: FEATURES,
    widgetId: "w",
    patient: false,
  })),
  id.map((each) => ({ postdate: "tie-heard" as const, id: each })),
  id.map((each) => ({ postdate: "silence-heard" as const, id: each })),
  requestId.map((each) => ({ postdate: "passed" as const, requestId: each, at: 1 })),
  requestId.map((each) => ({ postdate: "repost" as const, message: sendOf(each), at: 1 })),
  requestId.map((each) => ({
    postdate: "repost-without" as const,
    message: moreOf(each),
    original: moreOf(each, WANTED),
  })),
  requestId.map((each) => ({ postdate: "perform" as const, message: sendOf(each), at: 1 })),
);
const happening = fc.oneof(
  fc.record({ by: fc.constant("host" as const), message: ofHost, origin: fc.constantFrom(...ORIGINS) }),
  fc.record({ by: fc.constant("script" as const), said: ofScript, origin: fc.constantFrom(...ORIGINS) }),
  fc.record({ by: fc.constant("end" as const), what: fc.constantFrom(...ENDS), isKnown: fc.boolean() }),
);
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;
const happenings = fc.array(happening, { maxLength: 60, size: "max" });

/** Applies one input. @returns whether it was a message from the host's page, and is kept */
function happen(frame: WidgetFrame, happens: Happening): boolean {
  if (happens.by === "host") return frame.host(happens.message, happens.origin);
  if (happens.by === "script") frame.script(happens.said, happens.origin);
  else frame.ends(happens.what, happens.isKnown);
  return false;
}

const isDelivery = ({ message }: { message: object }) =>
  "postdate" in message && message.postdate === "deliver";
const isProbed = ({ message }: { message: object }) => "postdate" in message && message.postdate === "probed";
const isAnswerToProbe = (message: object) => /update_delayed_event/.test(JSON.stringify(message));
const all = { numRuns: 2_000 };

describe("any interleaving of messages from a host, its frame's script, the background and the clock", () => {
  it("never posts the secret to an origin that the background has not confirmed", () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const frame = aWidgetFrame();
        const allowed = new Set<string>();
        for (const happens of list) {
          if (happens.by === "end" && happens.what === "introduce" && happens.isKnown) {
            const next = frame.waiting.find((effect) => effect.do === "introduce");
            if (next && "host" in next && next.host !== "null") allowed.add(next.host);
          }
          happen(frame, happens);
          for (const { to, message } of frame.posted.splice(0))
            if (JSON.stringify(message).includes(SECRET)) assert.ok(allowed.has(to), `posted to ${to}`);
        }
      }),
      all,
    );
  });

  it("delivers every kept message, except the answers to probes", () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const frame = aWidgetFrame();
        let kept = 0;
        let others = 0;
        for (const happens of list) {
          const { ids } = frame.side();
          const isKept = happen(frame, happens);
          const isAnswer =
            happens.by === "host" &&
            isAnswerToProbe(happens.message) &&
            ids.includes(happens.message.requestId);
          if (isKept && !isAnswer) kept += 1;
          if (happens.by === "script" && happens.said.postdate === "perform") others += 1;
          // An approval from before the frame was known has passed already, and is delivered once more.
          if (happens.by === "host" && !isKept && happens.message.action === "notify_capabilities")
            others += 1;
        }
        while (frame.waiting[0]) frame.ends(frame.waiting[0].do);
        const delivered = frame.posted.filter(isDelivery).length;
        assert.ok(delivered >= kept && delivered <= kept + others, `${kept} kept, ${delivered} delivered`);
      }),
      all,
    );
  });

  it("lets a delivered message pass once, without further effects", () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const frame = aWidgetFrame();
        for (const happens of list) {
          happen(frame, happens);
          for (const { message } of frame.posted.splice(0).filter(isDelivery)) {
            const { message: delivered } = message as { message: { requestId: unknown } };
            const key = keyOf(delivered);
            const before = frame.waiting.length;
            assert.equal(frame.host(delivered), false);
            assert.deepEqual([frame.posted.length, frame.waiting.length], [0, before]);
            assert.ok(!frame.side().delivered.has(key));
          }
        }
      }),
      all,
    );
  });

  it("keeps every answer to a probe from the page, and mistakes no other message for one", () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const frame = aWidgetFrame();
        const put = new Set<unknown>();
        for (const happens of list) {
          const lacks = frame.side().round?.lacks;
          const isKept = happen(frame, happens);
          if (happens.by === "script" && happens.said.postdate === "probe") put.add(happens.said.id);
          if (happens.by !== "host") continue;
          const { requestId } = happens.message;
          if (isAnswerToProbe(happens.message)) {
            if (put.has(requestId)) assert.equal(isKept, true);
          } else assert.equal(frame.side().round?.lacks, lacks);
        }
      }),
      all,
    );
  });

  it("reports that a host knows delayed events only if it answered that very probe so", () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const frame = aWidgetFrame();
        const said = new Set<unknown>();
        for (const happens of list) {
          if (happens.by === "host" && "response" in happens.message && happens.message.response === KNOWS)
            said.add(happens.message.requestId);
          happen(frame, happens);
          for (const { message } of frame.posted.splice(0).filter(isProbed))
            if ("lacks" in message && String(message.lacks) === "" && "id" in message)
              assert.ok(said.has(message.id));
        }
      }),
      all,
    );
  });

  it("always answers the last probe once all waits have ended", () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const frame = aWidgetFrame();
        for (const happens of list) happen(frame, happens);
        frame.posted.splice(0);
        frame.script({ postdate: "probe", id: "last", features: FEATURES, widgetId: "w", patient: false });
        while (frame.waiting[0]) frame.ends(frame.waiting[0].do);
        frame.script({ postdate: "silence-heard", id: "last" });
        assert.equal(frame.posted.filter(isProbed).length, 1);
      }),
      all,
    );
  });

  it("asks the background for nothing but to recognize this frame until that has happened", () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const frame = aWidgetFrame();
        for (const happens of list) {
          happen(frame, happens);
          if (frame.side().knownTo !== undefined) return;
          for (const effect of frame.waiting)
            assert.ok(effect.do === "introduce" || effect.do === "await-answer", effect.do);
        }
      }),
      all,
    );
  });
});
