import assert from "node:assert/strict";
import fc from "fast-check";
import type { Feature } from "../../../src/features/feature.ts";
import { FEATURES } from "../../../src/features/features.ts";
import {
  type Effect,
  type HostSupport,
  type Input,
  unasked,
  verdictIs,
  widgetAsks,
  widgetLoaded,
} from "../../../src/host-support/host-support.ts";
import { probesFor } from "../../../src/host-support/probe.ts";
import { replyTo, type WidgetRequest } from "../../../src/widget-api/message.ts";
import { aWidgetFrame, ID, type WidgetFrame } from "./widget-side/a-widget-frame.ts";

const capabilities = (...wants: string[]): Input<string> => ({ kind: "capabilities", wants, message: "c" });
const action = (feature: string, message = `${feature}!`): Input<string> => ({
  kind: "action",
  wants: [feature],
  message,
});
const read = (feature: string): Input<string> => ({ ...action(feature), mayPass: true });
const loaded = () => widgetLoaded<string>(unasked());

describe("a host from which a widget wants several features", () => {
  it("is probed for all of them at once", () => {
    const { effects } = widgetAsks(loaded(), capabilities("a", "b"));
    assert.deepEqual(effects, [{ do: "ask", round: 1, features: ["a", "b"], patient: false }]);
  });

  it("hears the actions that it knows, and Postdate performs the others", () => {
    const asked = widgetAsks(loaded(), capabilities("a", "b"));
    const { support, effects } = verdictIs(asked.support, 1, ["b"]);
    assert.deepEqual(effects, [{ do: "repost-without", message: "c", missing: ["b"] }]);
    assert.equal(widgetAsks(support, action("a")).keep, false);
    assert.deepEqual(widgetAsks(support, action("b")).effects, [{ do: "perform", message: "b!" }]);
    assert.deepEqual([support.knows, support.lacks, support.hiding], [["a"], ["b"], ["b"]]);
  });

  it("is probed again for a feature not probed before, and messages that need it wait", () => {
    const first = widgetAsks(loaded(), capabilities("a"));
    const second = widgetAsks(first.support, action("b"));
    assert.deepEqual([second.keep, second.effects], [true, []]);
    const next = verdictIs(second.support, 1, []);
    assert.deepEqual(next.effects, [
      { do: "repost", message: "c" },
      { do: "ask", round: 2, features: ["b"], patient: false },
    ]);
    assert.deepEqual(verdictIs(next.support, 2, ["b"]).effects, [{ do: "perform", message: "b!" }]);
  });

  it("keeps the features that it knows while it is probed for another", () => {
    const known = verdictIs(widgetAsks(loaded(), action("a")).support, 1, []);
    const { support } = widgetAsks(known.support, action("b"));
    const { keep, effects } = widgetAsks(support, action("a"));
    assert.deepEqual([support.isAsking, keep, effects], [true, false, []]);
  });

  it("may try a harmless action until it is known to lack the feature", () => {
    assert.equal(widgetAsks(loaded(), read("r")).keep, false);
    const asking = widgetAsks(loaded(), capabilities("r")).support;
    assert.equal(widgetAsks(asking, read("r")).keep, false);
    const { support } = verdictIs(asking, 1, ["r"]);
    assert.deepEqual(widgetAsks(support, read("r")).effects, [{ do: "perform", message: "r!" }]);
  });

  const feature = fc.constantFrom("a", "b", "r");
  const happening = fc.oneof(
    fc.record({
      what: fc.constant("capabilities" as const),
      wants: fc.uniqueArray(feature, { minLength: 1 }),
    }),
    fc.record({ what: fc.constant("action" as const), wants: fc.tuple(feature) }),
    fc.record({ what: fc.constant("loaded" as const) }),
    fc.record({
      what: fc.constant("verdict" as const),
      lacks: fc.option(fc.uniqueArray(feature)),
      ago: fc.nat(1),
    }),
  );

  it("hears each action at most once, and only if it has the feature or the action is harmless", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40, size: "max" }), (happenings) => {
        let support: HostSupport<string> = loaded();
        const messages = new Map<string, { input: Input<string>; fates: number }>();
        const settle = (input: Input<string> | undefined, fate: Effect<string>["do"] | "pass") => {
          const [wanted = ""] = input?.wants ?? [];
          if (input?.kind === "action" && (fate === "pass" || fate === "repost"))
            assert.ok(support.knows.includes(wanted) || (input.mayPass && !support.lacks.includes(wanted)));
          const entry = messages.get(input?.message ?? "");
          if (entry) assert.ok(++entry.fates <= 1);
        };
        for (const [index, happens] of happenings.entries()) {
          if (happens.what === "loaded") {
            support = widgetLoaded(support);
            continue;
          }
          const before = support;
          let effects: Effect<string>[];
          if (happens.what === "verdict") {
            const said = happens.lacks ?? ("unreachable" as const);
            ({ support, effects } = verdictIs(support, support.round - happens.ago, said));
          } else {
            const { what: kind, wants } = happens;
            const mayPass = kind === "action" && wants[0] === "r";
            const input = { kind, wants, mayPass, message: String(index) };
            messages.set(input.message, { input, fates: 0 });
            const step = widgetAsks(support, input);
            ({ support, effects } = step);
            if (!step.keep) settle(input, "pass");
          }
          for (const effect of effects)
            if (effect.do !== "ask") settle(messages.get(effect.message)?.input, effect.do);
          for (const each of before.knows) assert.ok(support.knows.includes(each));
          for (const each of before.lacks) assert.ok(support.lacks.includes(each));
          assert.deepEqual(
            support.knows.filter((each) => support.lacks.includes(each) || support.hiding.includes(each)),
            [],
          );
          assert.equal(support.held.length > 0, support.isAsking);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a widget's frame that probes for several features", () => {
  /** A harmless feature that exists only in these tests. */
  const transports: Feature = {
    id: "transports",
    capabilities: ["read.transports"],
    probe: { action: "probe_transports", data: { probe: true } },
    isKnownBy: ({ response }) => !response.error,
    actions: [
      { asks: ({ action }) => action === "get_transports", failure: "Error reading", answerWithin: 9_000 },
    ],
    whileUnknown: "pass",
  };
  const features = FEATURES as Feature[];
  before(() => features.push(transports));
  after(() => features.pop());

  const READ = { api: "fromWidget", action: "get_transports", requestId: "1", widgetId: "w" } as const;
  const UNKNOWN = { error: { message: "Unknown or unsupported action: get_transports" } };
  const BOTH = ["delayed-events", "transports"];

  function asks(): { frame: WidgetFrame; delayed: WidgetRequest; transport: WidgetRequest } {
    const frame = aWidgetFrame();
    frame.script({ postdate: "probe", id: ID, features: BOTH, widgetId: "w", patient: false });
    frame.ends("introduce", true);
    frame.posted.splice(0);
    const [delayed, transport] = probesFor(BOTH, "w", ID) as [WidgetRequest, WidgetRequest];
    return { frame, delayed, transport };
  }
  const told = ({ posted }: WidgetFrame) =>
    posted.splice(0).map(({ message }) => (message as { lacks?: unknown }).lacks);

  it("sends a probe for each feature, under one id", () => {
    const frame = aWidgetFrame();
    frame.script({ postdate: "probe", id: ID, features: BOTH, widgetId: "w", patient: false });
    const questions = frame.posted.map(({ message }) => message).filter((message) => "action" in message);
    assert.deepEqual(questions, probesFor(BOTH, "w", ID));
  });

  it("reports which features the host lacks once the host has answered for each", () => {
    const { frame, delayed, transport } = asks();
    assert.equal(frame.host(replyTo(transport, {})), true);
    assert.deepEqual(told(frame), []);
    assert.equal(frame.host(replyTo(delayed, {})), true);
    assert.deepEqual(told(frame), [["delayed-events"]]);
  });

  it("reports features without an answer as lacking, and then any later answer", () => {
    const { frame, delayed, transport } = asks();
    frame.host(replyTo(transport, {}));
    frame.script({ postdate: "silence-heard", id: ID });
    assert.deepEqual(told(frame), [["delayed-events"]]);
    frame.host(replyTo(delayed, { error: { message: "Invalid request - missing delay_id" } }));
    assert.deepEqual(told(frame), [[]]);
  });

  it("has unknown harmless actions performed, without a claim that the host knows them", () => {
    const { frame } = asks();
    const reply = replyTo(READ, UNKNOWN);
    assert.equal(frame.host(reply), true);
    assert.deepEqual(frame.waiting.at(-1), { do: "take-over", reply, at: undefined, failed: false });
  });

  it("passes on the host's answer if the host refuses a known action, or does not know another feature's action", () => {
    const { frame } = asks();
    const send = { ...READ, action: "send_event", data: { delay: 1 } };
    assert.equal(frame.host(replyTo(READ, { error: { message: "Missing capability" } })), false);
    assert.equal(frame.host(replyTo(send, UNKNOWN)), false);
  });

  it("takes over an action that the host knows but fails at, even if another feature was hidden from it", () => {
    const { frame } = asks();
    const more = { ...READ, action: "org.matrix.msc2974.request_capabilities", requestId: "2" };
    const [original, message] = [["a", "read.transports"], ["a"]].map((capabilities) => ({
      ...more,
      data: { capabilities },
    })) as [WidgetRequest, WidgetRequest];
    frame.script({ postdate: "repost-without", message, original });
    const send = { ...READ, action: "send_event", data: { delay: 1 } };
    assert.equal(frame.host(replyTo(send, { error: { message: "Error sending event" } })), true);
    assert.equal(frame.host(replyTo(READ, { error: { message: "Error reading" } })), false);
  });
});
