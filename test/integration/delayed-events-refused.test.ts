import assert from "node:assert/strict";
import { aBackground } from "./a-background.ts";
import { aHomeserver, LONG, TYPE } from "./a-homeserver.ts";
import { UPDATE } from "./a-proxied-background.ts";

describe("refused delayed events", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aHomeserver>>;
  before(async () => {
    given = await aHomeserver();
  });
  beforeEach(() => given.begin());
  after(() => given?.close());

  const ended = { message: "Error updating delayed event" };

  it("have the homeserver's error for an unknown delay_id", async () => {
    const response = await given.update("syd_nobody", "restart");
    assert.deepEqual(response, {
      error: {
        ...ended,
        matrix_api_error: {
          http_status: 404,
          http_headers: {},
          url: "",
          response: { errcode: "M_NOT_FOUND", error: "Delayed event not found" },
        },
      },
    });
  });

  it("have the homeserver's own error for a delay that was sent, and the ledger calls it gone", async () => {
    const state_key = given.freshKey();
    const { delay_id } = (await given.schedule({ state_key, delay: 200 })) ?? {};
    await given.bob.waitForEvent(given.room, (seen) => seen.state_key === state_key, 15_000);
    const response = (await given.update(delay_id, "restart")) as {
      error: {
        message: string;
        matrix_api_error: { http_status: number; response: { errcode: string }; url: string };
      };
    };
    assert.equal(response.error.message, ended.message);
    assert.equal(response.error.matrix_api_error.http_status, 404);
    assert.equal(response.error.matrix_api_error.response.errcode, "M_NOT_FOUND");
    assert.ok(response.error.matrix_api_error.url.startsWith(given.synapse.baseUrl));
    assert.equal((await given.background.overview()).delays[0]?.state, "gone");
  });

  it("include updates of another user's delay whose delay_id leaked, even if the homeserver would accept them", async () => {
    const delay_id = await given.bob.scheduleState(given.room, "com.example.bob", given.bob.userId, {}, LONG);
    const response = (await given.update(delay_id, "cancel")) as {
      error: { matrix_api_error: { http_status: number } };
    };
    assert.equal(response.error.matrix_api_error.http_status, 404);
    assert.equal((await given.bob.delayedEvents()).length, 1);
  });

  it("do not include updates of a delay that another session of the same account scheduled", async () => {
    const delay_id = await given.alice.scheduleState(given.room, TYPE, given.freshKey(), {}, LONG);
    assert.deepEqual(await given.update(delay_id, "cancel"), {});
    assert.equal((await given.listed()).includes(delay_id), false);
  });

  it("contain the homeserver's whole refusal without the token, with the longest delay where a call reads it", async () => {
    const response = (await given.schedule({ state_key: "k", delay: 100_000_000_000 })) as {
      error: {
        message: string;
        matrix_api_error: { http_status: number; response: Record<string, unknown> };
      };
    };
    assert.equal(response.error.message, "Error sending event");
    assert.equal(response.error.matrix_api_error.http_status, 400);
    assert.deepEqual(response.error.matrix_api_error.response, {
      errcode: "M_UNKNOWN",
      error: "The requested delay (100000000000ms) exceeds the allowed maximum (86400000ms)",
      "org.matrix.msc4140.errcode": "M_MAX_DELAY_EXCEEDED",
      "org.matrix.msc4140.max_delay": 86_400_000,
    });
    assert.ok(!JSON.stringify(response).includes(given.alice.accessToken));
    assert.equal((await given.background.overview()).delays[0]?.state, "refused");
  });

  it("include any before a session of the widget's client was seen", async () => {
    const fresh = aBackground();
    const before = await given.listed();
    const data = { type: TYPE, content: {}, room_id: given.room, delay: 1_000 };
    const missing = "Missing capability for org.matrix.msc4157.send.delayed_event";
    assert.deepEqual(await fresh.ask("send_event", data), { error: { message: missing } });
    const update = await fresh.ask(UPDATE, { delay_id: "d", action: "restart" });
    assert.deepEqual(update, { error: { message: "Missing capability" } });
    assert.deepEqual(await given.listed(), before);
  });

  it("include those of another origin's widget, which has no part in this session", async () => {
    const before = await given.listed();
    const response = await given.schedule({ state_key: "k" }, { origin: "https://other.example" });
    assert.equal(typeof (response as { error: { message: string } }).error.message, "string");
    assert.deepEqual(await given.listed(), before);
  });

  it("include those on a site that is off, where no widget is recognized", async () => {
    const before = await given.listed();
    await given.background.seen(given.synapse.baseUrl, given.alice.accessToken, {
      origin: "https://off.example",
    });
    assert.equal(await given.schedule({ state_key: "k" }, { origin: "https://off.example" }), undefined);
    assert.deepEqual(await given.listed(), before);
  });

  it("include a message of unknown shape", async () => {
    assert.equal(await given.background.ask("send_event", { type: TYPE, content: {} }), undefined);
    assert.equal(await given.background.ask("read_events", {}), undefined);
  });

  for (const [what, data] of [
    ["negative", { delay: -1 }],
    ["zero", { delay: 0 }],
    ["a word", { delay: "soon" }],
    ["a fraction", { delay: 0.5 }],
    ["too large to be exact", { delay: 1e20 }],
  ] as const)
    it(`include a delay that is ${what}, and nothing is sent`, async () => {
      const before = await given.listed();
      const mark = await given.bob.mark();
      const response = await given.schedule({ state_key: given.freshKey(), ...data });
      assert.deepEqual(response, {
        error: { message: "Invalid request - delay must be a whole number of milliseconds above 0" },
      });
      assert.deepEqual(await given.listed(), before);
      await given.bob.expectNone(given.room, () => true, 200, mark);
    });
});
