import assert from "node:assert/strict";
import fc from "fast-check";
import { type AwaitedDelay, isEqual, outcomeIn } from "../../../src/delayed-events/outcome.ts";

const me = "@alice:example.org";
const delay: AwaitedDelay = {
  state: "pending",
  delay: 8_000,
  delayId: "d",
  scheduledAt: 100_000,
  dueAt: 108_000,
  userId: me,
  stateKey: "key",
  content: { left: true },
};
const NOW = 110_000;
/** How far the homeserver's clock is ahead of ours (ms). */
const AHEAD = 3_600_000;
const clock = NOW + AHEAD;
const event = (over: object = {}) => ({
  sender: me,
  at: 108_060 + AHEAD,
  content: { left: true },
  stateKey: "key",
  ...over,
});
const outcome = (
  events: ReturnType<typeof event>[],
  over: Partial<AwaitedDelay> = {},
  ownStateCancels = false,
) => outcomeIn({ ...delay, ...over }, { events, clock }, NOW, ownStateCancels);

describe("a delay's outcome", () => {
  it("is an event in the room: the one with its delay_id, at the homeserver's time converted to our clock", () => {
    const named = event({ delayId: "d", content: { anything: 1 } });
    assert.deepEqual(outcome([event({ delayId: "other" }), named]), { kind: "found", at: 108_060 });
  });

  it("is an event in the room even if none names a delay: an equal one from the same sender, since it was scheduled", () => {
    assert.deepEqual(outcome([event()]), { kind: "found", at: 108_060 });
    assert.equal(outcome([event({ sender: "@bob:example.org", at: 95_000 + AHEAD })]), undefined);
    assert.equal(outcome([event({ at: 90_000 + AHEAD })]), undefined);
  });

  it("may date from shortly before it was scheduled, since the homeserver's clock counts in seconds", () => {
    const at = (time: number) => outcome([event({ at: time + AHEAD })]);
    assert.deepEqual(at(98_500), { kind: "found", at: 98_500 });
    assert.equal(at(98_499), undefined);
  });

  it("may be another user's change shortly after it was due, since the homeserver's clock counts in seconds", () => {
    const at = (time: number) => outcome([event({ sender: "@bob:example.org", at: time + AHEAD })]);
    assert.deepEqual(at(109_500), { kind: "overruled", at: 109_500 });
    assert.equal(at(109_501), undefined);
  });

  it("is not an event that another delay sent, even if it is equal", () => {
    assert.equal(outcome([event({ delayId: "other" })]), undefined);
  });

  it("is not an event with another state key", () => {
    assert.equal(outcome([event({ stateKey: "other" })]), undefined);
  });

  it("is another user's change of the same state, if there is one between scheduling and the due time", () => {
    const bobs = event({ sender: "@bob:example.org", content: {}, at: 105_000 + AHEAD });
    assert.deepEqual(outcome([bobs]), { kind: "overruled", at: 105_000 });
    assert.equal(outcome([{ ...bobs, at: 109_900 + AHEAD }]), undefined);
  });

  it("is the sender's own change of the same state on old homeservers only", () => {
    const join = event({ content: { joined: true }, at: 101_000 + AHEAD });
    assert.equal(outcome([join]), undefined);
    assert.deepEqual(outcome([join], {}, true), { kind: "overruled", at: 101_000 });
  });

  it("is never another user's message, because messages overrule nothing", () => {
    const { stateKey: _, ...message } = event({ sender: "@bob:example.org", at: 105_000 + AHEAD });
    const { stateKey: __, ...sent } = delay;
    assert.equal(outcomeIn(sent, { events: [message], clock }, NOW, true), undefined);
  });

  it("is the event with its delay_id, whatever its time, rather than an equal one", () => {
    const { at: _, ...untimed } = event();
    for (const over of [{ at: 0 }, { at: clock + 1e9 }, untimed]) {
      const found = outcomeIn(delay, { events: [{ ...untimed, ...over, delayId: "d" }], clock }, NOW, false);
      assert.equal(found?.kind, "found");
      assert.ok(found.at >= 0 && found.at <= NOW);
    }
    assert.equal(outcomeIn(delay, { events: [untimed], clock }, NOW, true), undefined);
  });

  it("is unknown from a room without events", () => {
    assert.equal(outcome([]), undefined);
  });
});

describe("two JSON values", () => {
  it("are equal in any order of their keys, and only then", () => {
    assert.ok(isEqual({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 }));
    assert.ok(!isEqual({ a: 1 }, { a: 1, b: 2 }));
    assert.ok(!isEqual({ a: undefined }, { b: undefined }));
    assert.ok(!isEqual([], {}));
    assert.ok(!isEqual(null, {}));
  });

  for (const key of ["constructor", "prototype", "__proto__", "toString"])
    it(`are compared by the key ${key} like by any other`, () => {
      const [one, other, none] = [`{"${key}":{"a":1}}`, `{"${key}":{"a":2}}`, "{}"].map((text) =>
        JSON.parse(text),
      );
      assert.ok(isEqual(one, structuredClone(one)));
      assert.ok(!isEqual(one, other));
      assert.ok(!isEqual(one, none));
      assert.ok(!isEqual(none, one));
    });

  it("are not equal because of inherited properties", () => {
    assert.ok(!isEqual(JSON.parse('{"__proto__":{}}'), { other: 1 }));
  });

  it("are equal if and only if one is a copy of the other", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => isEqual(value, JSON.parse(JSON.stringify(value)))));
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const sorted = (value: unknown): unknown =>
          value && typeof value === "object" && !Array.isArray(value)
            ? Object.entries(value)
                .map(([key, each]) => [key, sorted(each)])
                .sort(([x], [y]) => (String(x) < String(y) ? -1 : 1))
            : Array.isArray(value)
              ? ["list", ...value.map(sorted)]
              : value;
        assert.equal(isEqual(a, b), JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
      }),
    );
  });
});
