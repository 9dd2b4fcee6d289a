import assert from "node:assert/strict";
import * as listed from "../../../../src/background/homeserver/listed.ts";

/** The homeserver's clock is right unless a test says otherwise. */
const right = (at: number) => at;
const readList = (body: unknown, here = right) => listed.readList({ body, here });
const readDelayed = (body: unknown, here = right) => listed.readDelayed({ body, here });

const common = { delay_id: "d", room_id: "!r", type: "t", content: { left: true } };
const read = {
  delayId: "d",
  roomId: "!r",
  type: "t",
  content: { left: true },
  delay: 8_000,
  since: 1_000,
  order: 1_000,
};

describe("a homeserver's list of delayed events", () => {
  for (const [generation, body] of [
    ["Synapse up to 1.160", { delayed_events: [{ ...common, delay: 8_000, running_since: 1_000 }] }],
    [
      "Synapse from 1.161 on",
      {
        delayed_events: [
          { ...common, delay: 8_000, running_since: 1_000, delay_ms: 8_000, delayed_since_ts: 1_000 },
        ],
      },
    ],
    ["the future names", { delayed_events: [{ ...common, delay_ms: 8_000, delayed_since_ts: 1_000 }] }],
    [
      "the draft of 2025",
      { scheduled: [{ ...common, delay_ms: 8_000, running_since: 1_000 }], finalised: [] },
    ],
    [
      "the draft of June 2026, in which an event is scheduled or restarted at `scheduled_at`",
      { delayed_events: [{ ...common, delay_ms: 8_000, scheduled_at: 1_000 }] },
    ],
  ] as const)
    it(`is read in the shape of ${generation}`, () => {
      assert.deepEqual(readList(body), [read]);
    });

  it("has each event's content unchanged, whatever its keys are called", () => {
    const content = JSON.parse('{"constructor":1,"prototype":2,"__proto__":{"b":3}}');
    const [event] = readList({ delayed_events: [{ ...common, content, delay: 1, running_since: 1 }] });
    assert.equal(JSON.stringify(event?.content), JSON.stringify(content));
  });

  it("has times by our clock, none later than now, and orders events by the homeserver's clock", () => {
    const now = 500;
    const slow = (at: number) => Math.min(at - 100, now);
    const delayed_events = [1_000, 1_001, 300].map((since) => ({
      ...common,
      delay: 1,
      running_since: since,
    }));
    assert.deepEqual(
      readList({ delayed_events }, slow).map(({ since, order }) => [since, order]),
      [
        [500, 1_000],
        [500, 1_001],
        [200, 300],
      ],
    );
  });

  it("is empty if the answer contains none", () => {
    assert.deepEqual(readList({}), []);
  });

  it("has a state key only if there is one", () => {
    const [event] = readList({ delayed_events: [{ ...common, delay: 1, running_since: 1, state_key: "" }] });
    assert.equal(event?.stateKey, "");
    const [message] = readList({
      delayed_events: [{ ...common, delay: 1, running_since: 1, state_key: null }],
    });
    assert.ok(message && !("stateKey" in message));
  });

  it("skips anything that is not a delayed event, and keeps the rest", () => {
    const all = readList({
      delayed_events: [7, { delay_id: "x" }, { ...common, delay: 8_000, running_since: 1_000 }],
    });
    assert.deepEqual(all, [read]);
  });

  for (const nonsense of [1e300, -1, null, "soon", Number.NaN, {}])
    it(`keeps an event whose times are ${JSON.stringify(nonsense)}, without its start`, () => {
      const {
        since: _,
        order: __,
        ...without
      } = { ...read, delay: nonsense === 1e300 ? Number.MAX_SAFE_INTEGER : 0 };
      for (const times of [
        { delay: nonsense, running_since: nonsense },
        { delay_ms: nonsense, delayed_since_ts: nonsense },
        { delay_ms: nonsense, scheduled_at: nonsense },
      ])
        assert.deepEqual(readList({ delayed_events: [{ ...common, ...times }] }), [without]);
    });

  for (const ending of [
    { finalised: { finalised_ts: 2, event_id: "$e" } },
    { finalised: {} },
    { finalized: { finalized_ts: 2 } },
    { finalised: true },
    { finalised_ts: 2, event_id: 7 },
    { finalized_ts: 2 },
    ...["finalised", "finalized", "Send", "sent", "cancel", "cancelled", "canceled", "error"].map(
      (status) => ({
        status,
      }),
    ),
  ])
    it(`leaves out an event that has ended: ${JSON.stringify(ending)}`, () => {
      const pending = { ...common, delay_ms: 8_000, delayed_since_ts: 1_000 };
      const delayed_events = [{ ...pending, ...ending, delay_id: "over" }, pending];
      assert.deepEqual(readList({ delayed_events }), [read]);
    });

  for (const alive of [
    { finalised: null },
    { finalised: false },
    { finalised_ts: null },
    { status: "scheduled" },
  ])
    it(`keeps an event that has not ended: ${JSON.stringify(alive)}`, () => {
      const pending = { ...common, delay_ms: 8_000, delayed_since_ts: 1_000 };
      assert.deepEqual(readList({ delayed_events: [{ ...pending, ...alive }] }), [read]);
    });

  it("does not read a missing time as 1970, in any form", () => {
    const { since: _, order: __, ...without } = read;
    for (const times of [{}, { running_since: 0 }, { delayed_since_ts: 0 }, { scheduled_at: 0 }])
      assert.deepEqual(readList({ delayed_events: [{ ...common, delay: 8_000, ...times }] }), [without]);
  });

  it("cannot be read if the answer is not an object", () => {
    assert.throws(() => readList("nothing"));
  });
});

describe("a single delayed event", () => {
  it("may be pending", () => {
    assert.deepEqual(readDelayed({ ...common, delay_ms: 8_000, delayed_since_ts: 1_000 }), { pending: read });
  });

  it("may have been sent, with its event and the time", () => {
    const body = {
      ...common,
      delay_ms: 8_000,
      delayed_since_ts: 1,
      finalised: { finalised_ts: 2, event_id: "$e" },
    };
    assert.deepEqual(readDelayed(body), { finalised: { at: 2, isSent: true } });
  });

  it("may have been sent according to its status, unless that failed", () => {
    for (const status of [
      { status: "send" },
      { finalised: { outcome: "send", reason: "delay" } },
      { status: "send", finalised: true },
    ])
      assert.deepEqual(readDelayed({ ...common, ...status }), { finalised: { isSent: true } });
    const failed = { finalised: { outcome: "send", reason: "error", error: { errcode: "M_FORBIDDEN" } } };
    assert.deepEqual(readDelayed({ ...common, ...failed }), { finalised: { error: "M_FORBIDDEN" } });
    for (const status of ["cancel", "error"])
      assert.deepEqual(readDelayed({ ...common, status }), { finalised: {} });
  });

  it("may have been dropped, with the reason if there is one", () => {
    const body = {
      ...common,
      finalised: { finalised_ts: 2, error: { errcode: "M_FORBIDDEN", error: "No" } },
    };
    assert.deepEqual(readDelayed(body, (at) => at + 40).finalised?.at, 42);
    assert.deepEqual(readDelayed(body), { finalised: { at: 2, error: "M_FORBIDDEN: No" } });
    assert.deepEqual(readDelayed({ ...common, finalised: { finalised_ts: 2 } }), { finalised: { at: 2 } });
  });

  for (const nonsense of [1e300, -1, "soon", {}])
    it(`has ended even if the time of its end is ${JSON.stringify(nonsense)}`, () => {
      const finalised = { finalised_ts: nonsense, event_id: "$e" };
      for (const body of [
        { ...common, finalised },
        { ...common, ...finalised },
      ])
        assert.deepEqual(readDelayed(body), { finalised: { isSent: true } });
    });

  it("is pending if the time of its end is null", () => {
    const body = { ...common, delay_ms: 8_000, delayed_since_ts: 1_000, finalised_ts: null, finalised: null };
    assert.deepEqual(readDelayed(body), { pending: read });
  });

  it("may have ended in the shape of the 2025 draft, without a separate object for that", () => {
    assert.deepEqual(readDelayed({ ...common, finalised_ts: 2, event_id: "$e" }), {
      finalised: { at: 2, isSent: true },
    });
  });
});
