import assert from "node:assert/strict";
import { mock } from "node:test";
import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import { SentAtOnceError, UnansweredError } from "../../../../src/background/homeserver/delayed-events.ts";
import type { Dialect } from "../../../../src/background/homeserver/dialect.ts";
import { connect } from "../../../../src/background/homeserver/homeserver.ts";
import type { DelayedSend } from "../../../../src/delayed-events/delayed-event.ts";

const session = { baseUrl: "https://hs.example", token: "t1" };
const OLD = { unstable: true, stable: false, stickyEvents: false };
const state = { type: "t", stateKey: "", content: {}, delay: 8_000 };
const { stateKey: _, ...message } = state;
const UNRECOGNIZED = { errcode: "M_UNRECOGNIZED" };

/** Schedules an event at a homeserver that gives this answer if it knows the endpoint, as Synapse does. */
async function scheduled(
  answer: () => Response,
  {
    event = message as DelayedSend,
    support = OLD,
    dialect = new Map() as Dialect,
    unknown = UNRECOGNIZED,
  } = {},
) {
  const asked: string[] = [];
  mock.restoreAll();
  mock.method(globalThis, "fetch", async (resource: URL) => {
    const { pathname, search } = new URL(resource);
    asked.push(decodeURIComponent(pathname.split("/rooms/")[1] + search));
    return /delayed_event/.test(pathname) ? Response.json(unknown, { status: 404 }) : answer();
  });
  const result = await connect(session, dialect)
    .schedule("!r", event, "1", support, 1_000)
    .catch((error) => error);
  return { result, asked };
}
const json = (body: object, status = 200) => Response.json(body, { status });

describe("a homeserver's answer to a delayed event", () => {
  afterEach(() => mock.restoreAll());

  it("contains its delay_id", async () => {
    assert.equal((await scheduled(() => json({ delay_id: "d1" }))).result, "d1");
  });

  it("means that the event was sent at once if it contains an event_id", async () => {
    const { result } = await scheduled(() => json({ event_id: "$1" }));
    assert.ok(result instanceof SentAtOnceError);
  });

  for (const [what, answer] of [
    ["an empty delay_id", () => json({ delay_id: "" })],
    ["a delay_id that is not a string", () => json({ delay_id: 1 })],
    ["no delay_id", () => json({})],
    ["no JSON", () => new Response("<h1>Sign in</h1>", { headers: { "content-type": "text/html" } })],
    ["an error from an upstream server", () => json({ errcode: "M_UNKNOWN" }, 502)],
  ] as const)
    it(`counts as no answer if it contains ${what}: the event may have been accepted`, async () => {
      const { result } = await scheduled(answer);
      assert.ok(result instanceof UnansweredError, String(result));
    });

  for (const [status, errcode] of [
    [400, "M_INVALID_PARAM"],
    [403, "M_FORBIDDEN"],
    [429, "M_LIMIT_EXCEEDED"],
  ] as const)
    it(`is a refusal if its status is ${status}`, async () => {
      const { result } = await scheduled(() => json({ errcode }, status));
      assert.ok(result instanceof HTTPError, String(result));
    });

  for (const [what, event, may] of [
    ["may be requested again for a message, by its transaction id", message, true],
    ["may not be requested again for state, which has no such guard", state, false],
  ] as const)
    it(`that does not come ${what}`, async () => {
      const { result } = await scheduled(() => json({}, 500), { event });
      assert.equal(result.isRepeatable, may);
    });
});

describe("a delayed event", () => {
  afterEach(() => mock.restoreAll());
  const answer = () => json({ delay_id: "d1" });

  it("is first requested in the way that fails closed, and with its delay in every way", async () => {
    const { asked } = await scheduled(answer);
    assert.deepEqual(asked, ["!r/delayed_event/t/1", "!r/send/t/1?org.matrix.msc4140.delay=8000"]);
  });

  it("is requested in the next way if the homeserver answers that an endpoint was not found", async () => {
    const unknown = { errcode: "M_NOT_FOUND" };
    const dialect: Dialect = new Map();
    const { asked, result } = await scheduled(answer, { unknown, dialect });
    assert.deepEqual([asked.length, result], [2, "d1"]);
    assert.equal(connect(session, dialect).schedulesClosed(), false);
  });

  it("is refused with the homeserver's error if no way finds the room", async () => {
    const unknown = { errcode: "M_NOT_FOUND" };
    const { result } = await scheduled(() => json(unknown, 404), { unknown });
    assert.equal(result.errcode, "M_NOT_FOUND");
  });

  it("was not accepted if the client's token had expired", async () => {
    mock.restoreAll();
    mock.method(globalThis, "fetch", async () =>
      Response.json({ errcode: "M_UNKNOWN_TOKEN", soft_logout: true }, { status: 401 }),
    );
    const renewal = { next: async () => undefined, mayBeLate: () => true };
    const scheduling = connect(session, new Map(), renewal).schedule("!r", message, "1", OLD, 1_000);
    await assert.rejects(scheduling, { name: "TokenRunOutError" });
  });

  it("is requested by the query parameter if it is sticky, and that is not remembered for other events", async () => {
    const support = { ...OLD, stickyEvents: true };
    const dialect: Dialect = new Map();
    const event = { ...message, stickyDuration: 60 };
    const sticky = await scheduled(answer, { event, support, dialect });
    assert.deepEqual(sticky.asked, [
      "!r/send/t/1?org.matrix.msc4140.delay=8000&org.matrix.msc4354.sticky_duration_ms=60&sticky_duration_ms=60",
    ]);
    const { asked } = await scheduled(answer, { support, dialect });
    assert.deepEqual(asked[0], "!r/delayed_event/t/1");
  });

  it("is not requested in the way that some homeservers take for sending at once, unless this one claims to know it", async () => {
    const { asked, result } = await scheduled(answer, { support: { ...OLD, unstable: false, stable: true } });
    assert.deepEqual(asked, ["!r/delayed_event/t/1"]);
    assert.equal(result.errcode, "M_UNRECOGNIZED");
  });

  it("is not requested at all if the homeserver promises nothing", async () => {
    const { asked, result } = await scheduled(answer, { support: { ...OLD, unstable: false } });
    assert.deepEqual(asked, []);
    assert.equal(result.errcode, "M_UNRECOGNIZED");
  });
});
