import assert from "node:assert/strict";
import { aProxiedBackground, state, UPDATE } from "./a-proxied-background.ts";

const SCHEDULE = "org.matrix.msc4157.send.delayed_event";
const STICKY = "org.matrix.msc4407.send.sticky_event";
const message = { type: "m.room.message", content: { msgtype: "m.text", body: "later" }, delay: 1_000_000 };

/**
 * The tests for delayed events by which matrix-widget-api and matrix-rust-sdk check their own hosts, here run against
 * the extension and a real homeserver.
 *
 * https://github.com/matrix-org/matrix-widget-api/blob/v1.17.0/test/ClientWidgetApi-test.ts
 * https://github.com/matrix-org/matrix-rust-sdk/blob/main/crates/matrix-sdk/tests/integration/widget.rs
 */
describe("the cases of the reference hosts", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aProxiedBackground>>;
  before(async () => {
    given = await aProxiedBackground({ alarm: false });
  });
  beforeEach(() => given.begin());
  after(() => given?.close());

  /** Sets the answer that a homeserver, or a proxy in front of it, gives to the next request with this method. */
  const answerNext = (method: string, status: number, response: object) =>
    given.proxy.inject(
      { method },
      { kind: "answer", status, body: response, headers: { "retry-after": "3" } },
    );

  const matrixError = (answer: unknown) => {
    const { error } = answer as { error: { message: string; matrix_api_error: Record<string, unknown> } };
    const { url, http_headers, ...rest } = error.matrix_api_error;
    assert.ok((url as string).startsWith(given.proxy.baseUrl));
    assert.equal((http_headers as Record<string, string>)["retry-after"], "3");
    return { message: error.message, ...rest };
  };

  describe("send_event with a delay, in ClientWidgetApi-test.ts", () => {
    for (const [kind, event] of Object.entries({ message, state })) {
      it(`fails to send a delayed ${kind} event without the capability, and makes no request`, async () => {
        const answer = await given.send(event, { delayed: [UPDATE] });
        assert.deepEqual(answer, { error: { message: `Missing capability for ${SCHEDULE}` } });
        assert.deepEqual(given.asked(), []);
      });

      it(`sends a delayed ${kind} event, and answers with only its room_id and delay_id`, async () => {
        const answer = await given.send(event);
        const [delay_id] = await given.pending();
        assert.deepEqual(answer, { room_id: given.room, delay_id });
      });
    }

    it("answers an exception with the host's message and a gateway's status, so a call tries again", async () => {
      given.proxy.inject({ method: "PUT" }, { kind: "reset-before" });
      const { error } = (await given.send(state)) as {
        error: { message: string; matrix_api_error: { http_status: number } };
      };
      assert.deepEqual([error.message, error.matrix_api_error.http_status], ["Error sending event", 504]);
    });

    it("passes on a homeserver's whole error", async () => {
      const response = { errcode: "M_LIMIT_EXCEEDED", error: "Too many requests", retry_after_ms: 3_000 };
      answerNext("PUT", 429, response);
      assert.deepEqual(matrixError(await given.send(message)), {
        message: "Error sending event",
        http_status: 429,
        response,
      });
    });
  });

  describe("send_event with a delay and a sticky duration, in ClientWidgetApi-test.ts", () => {
    const sticky = { ...message, sticky_duration_ms: 5_000 };
    const delayed = [SCHEDULE, UPDATE, STICKY];

    it("fails without the capability for sticky events, and makes no request", async () => {
      assert.deepEqual(await given.send(sticky), { error: { message: `Missing capability for ${STICKY}` } });
      assert.deepEqual(given.asked(), []);
    });

    it("schedules a sticky message event that is still sticky when it is sent", async () => {
      const { delay_id } = (await given.send(sticky, { delayed })) ?? {};
      const [request] = given.asked();
      assert.match(request?.path ?? "", /[?&]org\.matrix\.msc4354\.sticky_duration_ms=5000(&|$)/);
      assert.match(request?.path ?? "", /[?&]org\.matrix\.msc4140\.delay=1000000(&|$)/);
      const mark = await given.alice.mark();
      await given.update(delay_id, "send");
      const event = await given.alice.waitForEvent(
        given.room,
        ({ type }) => type === message.type,
        15_000,
        mark,
      );
      assert.deepEqual((event as { msc4354_sticky?: unknown }).msc4354_sticky, { duration_ms: 5_000 });
    });

    it("does not schedule a sticky state event", async () => {
      const answer = await given.send({ ...state, sticky_duration_ms: 5_000 }, { delayed });
      assert.deepEqual(answer, { error: { message: "Cannot send a state event with a sticky duration" } });
      assert.deepEqual(given.asked(), []);
    });
  });

  describe("update_delayed_event, in ClientWidgetApi-test.ts", () => {
    for (const action of ["cancel", "restart", "send"]) {
      it(`fails to ${action} without the capability, and makes no request`, async () => {
        const delay_id = await given.scheduled();
        const answer = await given.update(delay_id, action, { delayed: [SCHEDULE] });
        assert.deepEqual(answer, { error: { message: "Missing capability" } });
        assert.deepEqual(given.asked(), []);
      });

      it(`can ${action} with one request, and answers {}`, async () => {
        const delay_id = await given.scheduled();
        assert.deepEqual(await given.update(delay_id, action), {});
        const path = `/_matrix/client/unstable/org.matrix.msc4140/delayed_events/${delay_id}/${action}`;
        assert.deepEqual(given.asked(), [{ method: "POST", path }]);
        assert.deepEqual(await given.pending(), action === "restart" ? [delay_id] : []);
      });
    }

    it("fails on an unknown action, and makes no request", async () => {
      const delay_id = await given.scheduled();
      const answer = await given.update(delay_id, "unknown");
      assert.deepEqual(answer, { error: { message: "Invalid request - unsupported action" } });
      assert.deepEqual(given.asked(), []);
    });

    it("answers an exception with the host's message", async () => {
      const delay_id = await given.scheduled();
      given.proxy.inject({ method: "POST" }, { kind: "reset-before" });
      const answer = await given.update(delay_id, "restart");
      assert.deepEqual(answer, { error: { message: "Error updating delayed event" } });
    });

    it("passes on a homeserver's whole error", async () => {
      const delay_id = await given.scheduled();
      const response = { errcode: "M_UNKNOWN", error: "Went wrong" };
      answerNext("POST", 400, response);
      assert.deepEqual(matrixError(await given.update(delay_id, "restart")), {
        message: "Error updating delayed event",
        http_status: 400,
        response,
      });
    });
  });

  describe("widget.rs", () => {
    const path = (rest: string) => `/_matrix/client/v3/rooms/${encodeURIComponent(given.room)}/${rest}`;

    it("test_send_delayed_message_event: one PUT with the delay in its query", async () => {
      assert.equal(typeof (await given.send({ ...message, delay: 1_000 }))?.delay_id, "string");
      const [request, ...more] = given.asked();
      assert.deepEqual(more, []);
      const [where, query] = request?.path.split("?") ?? [];
      assert.ok(where?.startsWith(path("send/m.room.message/")), where);
      assert.equal(query, "org.matrix.msc4140.delay=1000");
    });

    it("test_send_delayed_state_event: one PUT with the delay in its query", async () => {
      assert.equal(typeof (await given.send({ ...state, delay: 1_000 }))?.delay_id, "string");
      const put = { method: "PUT", path: path(`state/${state.type}/k?org.matrix.msc4140.delay=1000`) };
      assert.deepEqual(given.asked(), [put]);
    });

    it("test_fail_sending_delay_rate_limit: the widget sees the homeserver's status and code", async () => {
      const response = { errcode: "M_LIMIT_EXCEEDED", error: "Sending too many delay events" };
      answerNext("PUT", 400, response);
      assert.deepEqual(matrixError(await given.send(message)), {
        message: "Error sending event",
        http_status: 400,
        response,
      });
    });

    it("test_try_send_delayed_state_event_without_permission: the delayed capability is checked first", async () => {
      const answer = await given.send(state, { approved: ["org.matrix.msc2762.timeline:*"], delayed: [] });
      assert.deepEqual(answer, { error: { message: `Missing capability for ${SCHEDULE}` } });
    });

    it("test_try_update_delayed_event_without_permission: no request about a delay_id is made", async () => {
      const answer = await given.update("1234", "refresh", { delayed: [] });
      assert.deepEqual(answer, { error: { message: "Missing capability" } });
      assert.deepEqual(given.asked(), []);
    });

    it("test_update_delayed_event: refresh, MSC4157's name, is a restart", async () => {
      const delay_id = await given.scheduled();
      assert.deepEqual(await given.update(delay_id, "refresh"), {});
      assert.match(given.asked().at(-1)?.path ?? "", /\/restart$/);
    });

    it("…_without_permission_negotiate: nothing is done before capabilities are negotiated", async () => {
      const delay_id = await given.scheduled();
      const frame = { tabId: 1, frameId: 0, documentId: "HOST" };
      const host = { ...frame, origin: "https://client.example", partition: "default" };
      const nonce = crypto.randomUUID();
      const widget = { id: "w", origin: "https://widget.example" };
      const embedding = { ids: [], page: `${host.origin}/` };
      const within = { ...host, frameId: 1, documentId: "WIDGET", origin: widget.origin };
      await given.fromFrame({ ask: "widget-here", nonce, host: host.origin, late: false }, within);
      await given.fromFrame({ ask: "widget-seen", nonce, late: false, widget, embedding }, host);
      const perform = { ask: "perform", nonce };
      for (const [said, sentence] of [
        [{ ...perform, action: "send_event", data: state }, `Missing capability for ${SCHEDULE}`],
        [{ ...perform, action: UPDATE, data: { delay_id, action: "cancel" } }, "Missing capability"],
      ] as const)
        assert.deepEqual(await given.fromFrame(said, host), {
          response: { error: { message: sentence } },
        });
      assert.deepEqual(given.asked(), []);
      assert.deepEqual(await given.pending(), [delay_id]);
    });

    it("a redaction also waits for its time, although matrix-rust-sdk's host redacts at once", async () => {
      const words = { msgtype: "m.text", body: "stays" };
      const victim = await given.alice.send(given.room, "m.room.message", words);
      const content = { redacts: victim };
      const { delay_id } = (await given.send({ type: "m.room.redaction", content, delay: 1_000_000 })) ?? {};
      assert.deepEqual(await given.pending(), [delay_id]);
      const kept = (await given.alice.timeline(given.room)).find(({ event_id }) => event_id === victim);
      assert.equal(kept?.content.body, "stays");
    });
  });
});
