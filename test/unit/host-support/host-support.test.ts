import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Effect,
  type HostSupport,
  type Step,
  unasked,
  verdictIs,
  widgetAsks,
  widgetLoaded,
  widgetReplaced,
} from "../../../src/host-support/host-support.ts";

type Support = HostSupport<string>;
/** A host's answer about one feature. */
type Verdict = "knows" | "knows-nothing" | "unreachable";
const wants = ["f"];
const capabilities = { kind: "capabilities", wants, message: "capabilities" } as const;
const action = { kind: "action", wants, message: "action" } as const;
const loaded = () => widgetLoaded<string>(unasked());

/** Applies the inputs one by one. @returns the last step */
function follow(...steps: ((support: Support) => Step<string>)[]): Step<string> {
  let last: Step<string> = { support: loaded(), keep: false, effects: [] };
  for (const step of steps) last = step(last.support);
  return last;
}
const asks = (input: typeof capabilities | typeof action) => (support: Support) => widgetAsks(support, input);
const verdict =
  (said: Verdict, round = 1) =>
  (support: Support) =>
    judged(support, round, said);
const judged = (support: Support, round: number, said: Verdict) =>
  verdictIs(support, round, said === "unreachable" ? said : said === "knows" ? [] : wants);

/** @returns the verdict about the one feature */
function stateOf({ isAsking, knows, lacks }: Support): "unasked" | "asking" | "knows" | "knows-nothing" {
  if (isAsking) return "asking";
  if (knows.includes("f")) return "knows";
  return lacks.includes("f") ? "knows-nothing" : "unasked";
}

describe("the verdict about a host", () => {
  it("needs a probe when a widget requests delayed capabilities, which wait meanwhile", () => {
    const { keep, effects } = follow(asks(capabilities));
    assert.deepEqual([keep, effects], [true, [{ do: "ask", round: 1, features: wants, patient: false }]]);
  });

  it("needs one probe only", () => {
    const { keep, effects } = follow(asks(capabilities), asks(action));
    assert.deepEqual([keep, effects], [true, []]);
  });

  it("releases the held messages, in order, to a host that knows delayed events", () => {
    const { effects } = follow(asks(capabilities), asks(action), verdict("knows"));
    assert.deepEqual(effects, [
      { do: "repost", message: "capabilities" },
      { do: "repost", message: "action" },
    ]);
  });

  it("lets everything pass to a host that knows delayed events from then on", () => {
    const { keep, effects } = follow(asks(capabilities), verdict("knows"), asks(action));
    assert.deepEqual([keep, effects], [false, []]);
  });

  it("hides capabilities from a host that lacks the features, and has actions performed, from then on", () => {
    const first = follow(asks(capabilities), asks(action), verdict("knows-nothing"));
    assert.deepEqual(first.effects, [
      { do: "repost-without", message: "capabilities", missing: wants },
      { do: "perform", message: "action" },
    ]);
    const next = widgetAsks(first.support, action);
    assert.deepEqual([next.keep, next.effects], [true, [{ do: "perform", message: "action" }]]);
  });

  it("leaves alone the capabilities of a frame without a script, because no script could repost them", () => {
    const { keep, effects } = widgetAsks(unasked<string>(), capabilities);
    assert.deepEqual([keep, effects], [false, []]);
  });

  it("refuses an action of a frame without a script, and probes again at the next", () => {
    const asked = widgetAsks(unasked<string>(), action);
    const refused = judged(asked.support, 1, "unreachable");
    assert.deepEqual(refused.effects, [{ do: "refuse", message: "action" }]);
    assert.deepEqual(widgetAsks(refused.support, action).effects, [
      { do: "ask", round: 2, features: wants, patient: false },
    ]);
  });

  it("stays open if a frame's script is not heard in time: capabilities are hidden, and the host is probed again", () => {
    const { support, effects } = follow(asks(capabilities), asks(action), verdict("unreachable"));
    assert.deepEqual(effects, [
      { do: "repost-without", message: "capabilities", missing: wants },
      { do: "refuse", message: "action" },
    ]);
    assert.deepEqual([stateOf(support), support.reachable], ["unasked", true]);
    assert.deepEqual(widgetAsks(support, capabilities).effects, [
      { do: "ask", round: 2, features: wants, patient: false },
    ]);
  });

  it("no longer matters once capabilities were hidden, because the host cannot do what it has not approved", () => {
    const given = follow(asks(capabilities), verdict("unreachable"), asks(action), verdict("knows", 2));
    assert.deepEqual(given.effects, [{ do: "perform", message: "action" }]);
    assert.deepEqual([stateOf(given.support), given.support.slow], ["knows-nothing", true]);
  });

  it("is forgotten when the widget reloads, along with the held messages", () => {
    const { support } = follow(asks(action));
    assert.deepEqual(widgetLoaded(support), {
      isAsking: false,
      round: 1,
      asked: [],
      knows: [],
      lacks: [],
      reachable: true,
      hiding: [],
      slow: false,
      held: [],
    });
    const { support: knowing } = follow(asks(action), verdict("knows"));
    assert.equal(widgetAsks(widgetLoaded(knowing), action).keep, true);
  });

  it("is not accepted from the next page in the window if that has no script", () => {
    const { support } = follow(asks(action), verdict("knows"));
    const next = widgetReplaced(support);
    assert.deepEqual([stateOf(next), next.reachable], ["unasked", false]);
    assert.equal(widgetAsks(next, action).keep, true);
  });

  it("stands until the widget reloads, even if a slow host answers later that it knows delayed events", () => {
    const { support } = follow(asks(capabilities), verdict("knows-nothing"), verdict("knows"));
    assert.deepEqual([stateOf(support), support.slow], ["knows-nothing", true]);
    assert.deepEqual(widgetAsks(support, action).effects, [{ do: "perform", message: "action" }]);
  });

  it("gets more time for a slow host when the widget reloads", () => {
    const { support } = follow(asks(capabilities), verdict("knows-nothing"), verdict("knows"));
    for (const next of [widgetLoaded(support), widgetReplaced(support)])
      assert.deepEqual(widgetAsks(next, action).effects, [
        { do: "ask", round: 2, features: wants, patient: true },
      ]);
    const patient = widgetAsks(widgetLoaded(support), capabilities);
    const known = judged(patient.support, 2, "knows");
    assert.deepEqual(known.effects, [{ do: "repost", message: "capabilities" }]);
  });

  it("gets more time if a slow widget's frame delivers the host's answer later", () => {
    const { support } = follow(asks(action), verdict("unreachable"), verdict("knows"));
    assert.deepEqual(widgetAsks(support, action).effects, [
      { do: "ask", round: 2, features: wants, patient: true },
    ]);
  });

  it("gets no more time if a host gives the same answer twice", () => {
    for (const said of ["knows", "knows-nothing"] as const)
      assert.equal(follow(asks(action), verdict(said), verdict(said)).support.slow, false);
  });

  it("does not change when another verdict comes late, or twice", () => {
    const { support } = follow(
      asks(action),
      (now) => ({ ...follow(), support: widgetLoaded(now) }),
      asks(action),
    );
    assert.deepEqual(judged(support, 1, "knows").effects, []);
    const settled = judged(support, 2, "knows-nothing");
    assert.deepEqual(judged(settled.support, 2, "knows").effects, []);
    assert.equal(stateOf(judged(settled.support, 2, "knows").support), "knows-nothing");
  });
});

describe("any interleaving of handshake, probe, delayed actions, reloads and late or duplicate answers", () => {
  const happening = fc.oneof(
    fc.record({ what: fc.constantFrom("capabilities" as const, "action" as const) }),
    fc.record({ what: fc.constantFrom("loaded" as const, "replaced" as const) }),
    fc.record({
      what: fc.constant("verdict" as const),
      verdict: fc.constantFrom<Verdict>("knows", "knows-nothing", "unreachable"),
      /** How many rounds ago the probe was sent. */
      ago: fc.nat(2),
    }),
  );

  type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

  /** Plays the inputs, and collects for each message every effect on it, and "passed". */
  function play(happenings: Happening[], support: Support = unasked()) {
    let next = 0;
    const fates = new Map<string, { kind: string; fates: string[]; knew: string }>();
    const note = (effects: Effect<string>[], knew: string) => {
      for (const effect of effects)
        if (effect.do !== "ask") {
          fates.get(effect.message)?.fates.push(effect.do);
          Object.assign(fates.get(effect.message) ?? {}, { knew });
        }
    };
    for (const happens of happenings) {
      if (happens.what === "loaded") support = widgetLoaded(support);
      else if (happens.what === "replaced") support = widgetReplaced(support);
      else if (happens.what === "verdict") {
        const step = judged(support, support.round - happens.ago, happens.verdict);
        support = step.support;
        note(step.effects, happens.verdict);
      } else {
        const message = `${happens.what} ${++next}`;
        fates.set(message, { kind: happens.what, fates: [], knew: stateOf(support) });
        const step = widgetAsks(support, { kind: happens.what, wants, message });
        if (!step.keep) fates.get(message)?.fates.push("passed");
        support = step.support;
        note(step.effects, stateOf(support));
      }
    }
    return { support, fates: [...fates.values()] };
  }

  it("never lets an action through to a host that is not known to support it", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        for (const { kind, fates, knew } of play(happenings).fates)
          if (kind === "action" && fates.some((fate) => fate === "passed" || fate === "repost"))
            assert.equal(knew, "knows");
      }),
      { numRuns: 2_000 },
    );
  });

  it("never handles one message twice", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        for (const { fates } of play(happenings).fates) assert.ok(fates.length <= 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it("never revokes a verdict within one load: after an action was performed here, none is left to the host", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        let support: Support = unasked();
        for (const happens of happenings) {
          const before = stateOf(support);
          support = play([happens], support).support;
          const isSettled = before === "knows" || before === "knows-nothing";
          const isAnother = happens.what === "loaded" || happens.what === "replaced";
          if (isSettled && !isAnother) assert.equal(stateOf(support), before);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("never leaves an action to a host from which capabilities were hidden in the same load", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        let support: Support = unasked();
        for (const happens of happenings) {
          const next = play([happens], support).support;
          const isAnother = happens.what === "loaded" || happens.what === "replaced";
          if (!isAnother) assert.ok(next.hiding.length >= support.hiding.length);
          assert.ok(!(next.hiding.length > 0 && stateOf(next) === "knows"));
          support = next;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("holds messages only during a probe", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        const { support } = play(happenings);
        assert.equal(support.held.length > 0, stateOf(support) === "asking");
      }),
    );
  });
});
