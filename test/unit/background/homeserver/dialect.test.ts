import assert from "node:assert/strict";
import { ConnectionError, HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import {
  type Dialect,
  isNotSpoken,
  speak,
  stickyQuery,
  type Way,
  waysToList,
  waysToSchedule,
} from "../../../../src/background/homeserver/dialect.ts";

const event = { type: "t", stateKey: "k", content: { left: true }, delay: 8_000 };
const ways = (names: string[]) => names.map((name) => ({ name }) as Way);
const unrecognized = () => new MatrixError({ errcode: "M_UNRECOGNIZED" }, 404);

/** Asks a homeserver that understands only some ways. @returns the ways tried, in order, and the outcome */
async function speaking(dialect: Dialect, understood: string[], refuse: () => unknown = unrecognized) {
  const asked: string[] = [];
  const outcome = await speak(dialect, "kind", ways(["new", "old", "older"]), async ({ name }) => {
    asked.push(name);
    if (!understood.includes(name)) throw refuse();
    return name;
  }).catch((reason: unknown) => reason);
  return { asked, outcome };
}

describe("a homeserver's dialect", () => {
  it("is found by trying each way in order until one is understood", async () => {
    const { asked, outcome } = await speaking(new Map(), ["old", "older"]);
    assert.deepEqual([asked, outcome], [["new", "old"], "old"]);
  });

  it("is remembered", async () => {
    const dialect: Dialect = new Map();
    await speaking(dialect, ["older"]);
    assert.deepEqual((await speaking(dialect, ["older"])).asked, ["older"]);
  });

  it("is learned again once the homeserver no longer understands it, because it was updated", async () => {
    const dialect: Dialect = new Map();
    await speaking(dialect, ["older"]);
    assert.deepEqual((await speaking(dialect, ["new"])).asked, ["older", "new"]);
    assert.deepEqual((await speaking(dialect, ["new"])).asked, ["new"]);
  });

  it("is unknown if no way is understood", async () => {
    const { asked, outcome } = await speaking(new Map(), []);
    assert.deepEqual(asked, ["new", "old", "older"]);
    assert.equal((outcome as MatrixError).errcode, "M_UNRECOGNIZED");
  });

  it("is remembered as none if the homeserver itself rejects every way", async () => {
    const dialect: Dialect = new Map();
    await speaking(dialect, []);
    assert.equal(isNotSpoken(dialect, "kind"), true);
  });

  for (const status of [404, 405, 501])
    it(`is not forgotten after a ${status} from a proxy in front of the homeserver, even if only one way gets that`, async () => {
      const dialect: Dialect = new Map();
      await speaking(dialect, ["old"]);
      const refusals = [unrecognized(), new HTTPError(`Server returned ${status} error`, status)];
      await speaking(dialect, [], () => refusals.shift() ?? unrecognized());
      assert.equal(isNotSpoken(dialect, "kind"), false);
      assert.deepEqual((await speaking(dialect, ["old"])).asked, ["old"]);
    });

  for (const [what, error] of [
    ["a refusal", new MatrixError({ errcode: "M_FORBIDDEN" }, 403)],
    ["an unknown delay_id", new MatrixError({ errcode: "M_NOT_FOUND" }, 404)],
    ["a lost connection", new ConnectionError("fetch failed")],
    ["a broken gateway", new HTTPError("Server returned 502 error", 502)],
  ] as const)
    it(`is not tried in another way after ${what}, since the request may have been accepted`, async () => {
      const { asked, outcome } = await speaking(new Map(), [], () => error);
      assert.deepEqual([asked, outcome], [["new"], error]);
    });

  it("is tried in another way after a 404 from a proxy in front of the homeserver", async () => {
    const plain = () => new HTTPError("Server returned 404 error", 404);
    const { asked } = await speaking(new Map(), ["old"], plain);
    assert.deepEqual(asked, ["new", "old"]);
  });
});

describe("the ways to schedule", () => {
  const names = (support: { unstable: boolean; stable: boolean }) =>
    waysToSchedule("!r", event, "txn", { ...support, stickyEvents: false }).map(({ name }) => name);

  it("begin with the one that fails closed, and end with the query parameter that a homeserver may ignore", () => {
    assert.deepEqual(names({ unstable: true, stable: true }), ["stable", "dedicated", "query"]);
  });

  it("include the query parameter only if the homeserver promises it", () => {
    assert.deepEqual(names({ unstable: false, stable: true }), ["stable"]);
    assert.deepEqual(names({ unstable: false, stable: false }), []);
  });

  it("name a sticky event's duration by both names, the proposal's and the specification's, and otherwise none", () => {
    const support = { unstable: true, stable: true, stickyEvents: true };
    const queries = (what: object) =>
      waysToSchedule("!r", { ...event, ...what }, "txn", support).map(({ options: { query } }) => query);
    const sticky = { "org.matrix.msc4354.sticky_duration_ms": "60", sticky_duration_ms: "60" };
    const delay = { "org.matrix.msc4140.delay": "8000" };
    assert.deepEqual(queries({ stickyDuration: 60 }), [{ ...delay, ...sticky }, sticky, sticky]);
    assert.deepEqual(queries({}), [{}, {}, delay]);
  });

  it("begin with the query parameter for a sticky event, since the other endpoint may ignore the stickiness", () => {
    const support = { unstable: true, stable: true, stickyEvents: true };
    const sticky = { ...event, stickyDuration: 60 };
    const names = (some: object) =>
      waysToSchedule("!r", sticky, "txn", { ...support, ...some }).map(({ name }) => name);
    assert.deepEqual(names({}), ["query", "stable", "dedicated"]);
    assert.deepEqual(names({ unstable: false }), ["stable"]);
  });

  it("ask for no more than the hour that an event can be sticky", () => {
    const told = (duration: number) => stickyQuery(duration).sticky_duration_ms;
    assert.deepEqual([1, 3_600_000, 3_600_001].map(told), ["1", "3600000", "3600000"]);
  });

  it("may be repeated if a transaction id guards them: all but state by the query parameter", () => {
    const support = { unstable: true, stable: true, stickyEvents: false };
    const { stateKey: _, ...message } = event;
    const repeatable = (what: typeof message) =>
      waysToSchedule("!r", what, "txn", support).map((way) => way.repeatable);
    assert.deepEqual(repeatable(event), [true, true, false]);
    assert.deepEqual(repeatable(message), [true, true, true]);
  });
});

describe("the ways to list", () => {
  it("are the proposal's and the specification's paths", () => {
    assert.deepEqual(
      waysToList().map(({ path, options: { prefix } }) => `${prefix}${path}`),
      ["/_matrix/client/unstable/org.matrix.msc4140/delayed_events", "/_matrix/client/v1/delayed_events"],
    );
  });
});
