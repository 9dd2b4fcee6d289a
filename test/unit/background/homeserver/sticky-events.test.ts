import assert from "node:assert/strict";
import { mock } from "node:test";
import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import { UnansweredError } from "../../../../src/background/homeserver/delayed-events.ts";
import { connect } from "../../../../src/background/homeserver/homeserver.ts";

const event = { type: "m.rtc.member", content: { a: 1 }, stickyDuration: 60_000 };
const PUT =
  "PUT /_matrix/client/v3/rooms/!r/send/m.rtc.member/1?org.matrix.msc4354.sticky_duration_ms=60000&sticky_duration_ms=60000";

/** Sends an event at a homeserver that gives these answers, one after another. */
async function sent(answers: (() => Response | Promise<Response>)[], what: Partial<typeof event> = {}) {
  const asked: string[] = [];
  mock.restoreAll();
  mock.method(globalThis, "fetch", async (resource: URL, { method }: RequestInit) => {
    const { pathname, search } = new URL(resource);
    asked.push(`${method} ${decodeURIComponent(pathname)}${search}`);
    return (answers.shift() ?? assert.fail("It was asked once more"))();
  });
  const outcome = await connect({ baseUrl: "https://hs.example", token: "t1" })
    .sendSticky("!r", { ...event, ...what }, "1", 8_000)
    .catch((error) => error);
  return { asked, outcome };
}
const json =
  (body: object, status = 200) =>
  () =>
    Response.json(body, { status });
const reset = () => Promise.reject(new TypeError("Failed to fetch"));

describe("a sticky event", () => {
  afterEach(() => mock.restoreAll());

  it("is an ordinary request with its duration under both names", async () => {
    assert.deepEqual(await sent([json({ event_id: "$1" })]), { asked: [PUT], outcome: "$1" });
  });

  it("is sticky for an hour at most, the proposal's limit", async () => {
    const { asked } = await sent([json({ event_id: "$1" })], { stickyDuration: 90 * 60_000 });
    assert.match(asked[0] ?? "", /[?&]sticky_duration_ms=3600000$/);
  });

  it("is requested once more with the same transaction id if no answer comes", async () => {
    assert.deepEqual(await sent([reset, json({ event_id: "$1" })]), { asked: [PUT, PUT], outcome: "$1" });
  });

  const page = (status: number) => () =>
    new Response("<html>", { status, headers: { "content-type": "text/html" } });
  for (const [what, answer] of [
    ["a gateway says 502", page(502)],
    ["a gateway says 504", page(504)],
    ["a web page answers in the homeserver's place", page(200)],
    ["the answer breaks off", () => new Response("{", { headers: { "content-type": "application/json" } })],
  ] as const) {
    it(`is requested once more if it may have been sent: ${what}`, async () => {
      assert.deepEqual(await sent([answer, json({ event_id: "$1" })]), { asked: [PUT, PUT], outcome: "$1" });
    });

    it(`may have been sent if the second answer is the same: ${what}`, async () => {
      const { asked, outcome } = await sent([answer, answer]);
      assert.deepEqual([asked.length, outcome instanceof UnansweredError], [2, true]);
    });
  }

  it("may have been sent, whatever the answer to a second request", async () => {
    const { outcome } = await sent([reset, json({ errcode: "M_FORBIDDEN" }, 403)]);
    assert.ok(outcome instanceof UnansweredError, String(outcome));
  });

  for (const status of [400, 403, 404, 429, 502])
    it(`is requested once if it is refused with ${status}`, async () => {
      const { asked, outcome } = await sent([json({ errcode: "M_UNKNOWN" }, status)]);
      assert.deepEqual([asked.length, outcome instanceof HTTPError], [1, true]);
    });

  for (const body of [{}, { event_id: "" }, { event_id: 1 }, { delay_id: "d1" }])
    it(`may have been sent if the answer has no event_id: ${JSON.stringify(body)}`, async () => {
      const { outcome } = await sent([json(body)]);
      assert.ok(outcome instanceof UnansweredError, String(outcome));
    });
});

describe("an event that is sent without its delay, because the homeserver has dropped it", () => {
  afterEach(() => mock.restoreAll());

  for (const [what, stickyDuration, query] of [
    [
      "is sticky if it was to be",
      60_000,
      "?org.matrix.msc4354.sticky_duration_ms=60000&sticky_duration_ms=60000",
    ],
    ["is an ordinary event otherwise", undefined, ""],
  ] as const)
    it(what, async () => {
      const asked: string[] = [];
      mock.method(globalThis, "fetch", async (resource: URL) => {
        asked.push(new URL(resource).search);
        return Response.json({ event_id: "$1" });
      });
      const { sendPlainly } = connect({ baseUrl: "https://hs.example", token: "t1" });
      const plain = { type: event.type, content: {}, delay: 1, ...(stickyDuration && { stickyDuration }) };
      await sendPlainly("!r", plain, "1");
      assert.deepEqual(asked, [query]);
    });
});
