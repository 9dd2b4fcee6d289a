import assert from "node:assert/strict";
import { DIALECTS } from "../environment/homeserver/dialect-proxy/dialects.ts";
import { until } from "../environment/until.ts";
import { aProxiedBackground, state } from "./a-proxied-background.ts";

/** A request from the widget's own frame, after a host that knows delayed events has failed. */
const HOST_FAILED = { hostFailed: true };

interface Failure {
  message: string;
  matrix_api_error: { http_status: number };
}
const OVER_LIMIT = { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms: 2_000 };

describe("a request at which a host that knows delayed events fails", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aProxiedBackground>>;
  before(async () => {
    given = await aProxiedBackground({ alarm: false });
  });
  after(() => given?.close());
  beforeEach(() => given.begin());

  let key = 0;
  /** Schedules an event as the host. @returns its delay_id */
  const byHost = () => given.alice.scheduleState(given.room, state.type, `k${++key}`, state.content, 60_000);
  const restart = (delayId: string) => given.update(delayId, "restart", HOST_FAILED);
  const overLimit = (method: string, path: RegExp, times: number) =>
    given.proxy.inject({ method, path }, { kind: "answer", status: 429, body: OVER_LIMIT }, { times });
  const isOverLimit = (response: unknown) => {
    const { error } = response as { error: { matrix_api_error: { http_status: number; response: object } } };
    assert.deepEqual(
      [error.matrix_api_error.http_status, error.matrix_api_error.response],
      [429, OVER_LIMIT],
    );
  };

  it("is a restart made immediately, however many events the host has scheduled in a row", async () => {
    for (let calls = 0; calls < 6; calls += 1) assert.deepEqual(await restart(await byHost()), {});
  });

  it("causes one lookup and one delay in the popup if two restarts come together", async () => {
    const delayId = await byHost();
    given.proxy.requests.splice(0);
    const asker = { ...HOST_FAILED, nonce: await given.background.load(HOST_FAILED) };
    const restarts = [1, 2].map(() => given.update(delayId, "restart", asker));
    assert.deepEqual(await Promise.all(restarts), [{}, {}]);
    assert.equal(given.asked().filter(({ method }) => method === "GET").length, 1);
    assert.equal((await given.view()).state, "pending");
  });

  it("causes no lookup if unknown delay_ids keep coming, and leaves the rate limit to calls", async () => {
    const start = performance.now();
    /** Three at once, and one more every 2 s, which a slow machine may take. */
    const most = () => 3 + Math.floor((performance.now() - start) / 2_000);
    const answers: { errcode: string; retry_after_ms?: number }[] = [];
    do {
      const answer = (await restart(`syd_nobody${answers.length}`)) as {
        error: { matrix_api_error: { response: (typeof answers)[number] } };
      };
      answers.push(answer.error.matrix_api_error.response);
      assert.ok(answers.length <= most() + 1, JSON.stringify(answers));
    } while (answers.at(-1)?.errcode === "M_NOT_FOUND");
    const last = answers.at(-1);
    assert.equal(last?.errcode, "M_LIMIT_EXCEEDED");
    assert.ok(Number.isInteger(last?.retry_after_ms));
    assert.ok(answers.length >= 4, JSON.stringify(answers));
    assert.equal(given.asked().length, answers.length - 1);
  });

  it("is retried once after too many requests, and then refused with the time to wait", async () => {
    const delayId = await byHost();
    overLimit("POST", /restart$/, 1);
    isOverLimit(await restart(delayId));
    assert.equal(given.asked().filter(({ path }) => path.endsWith("/restart")).length, 1);
    assert.deepEqual(await restart(delayId), {});
  });

  it("is not scheduled if the homeserver cannot say whether it already holds the event", async () => {
    overLimit("GET", /delayed_events$/, 1);
    isOverLimit(await given.send(state, HOST_FAILED));
    assert.deepEqual(await given.pending(), []);
  });

  it("is not scheduled if the homeserver has no list", async () => {
    given.speak(DIALECTS.noList);
    assert.deepEqual(await given.send(state, HOST_FAILED), { error: { message: "Error sending event" } });
    assert.deepEqual(await given.pending(), []);
  });

  it("is scheduled once if the homeserver has refused it to the host", async () => {
    const { delay_id } = (await given.send(state, HOST_FAILED)) ?? {};
    assert.deepEqual(await given.pending(), [delay_id]);
  });

  it("is not made once the widget has stopped waiting", async () => {
    const asker = { ...HOST_FAILED, within: 400 };
    assert.deepEqual(await given.send(state, asker), { error: { message: "Error sending event" } });
    assert.deepEqual(
      given.asked().map(({ method }) => method),
      ["GET"],
    );
  });

  it("is withdrawn if the homeserver answers after the widget has stopped waiting", async () => {
    let lists = 0;
    const isSlow = ({ method, path }: { method: string; path: string }) =>
      (method === "PUT" && path.includes("msc4140.delay=")) ||
      // The first is the check for an event that the host may have scheduled.
      (method === "GET" && path.endsWith("/delayed_events") && ++lists === 2);
    given.proxy.inject(isSlow, { kind: "delay", ms: 4_000 });
    const { error } = (await given.send(state, { ...HOST_FAILED, within: 3_500 })) as { error: Failure };
    assert.deepEqual([error.message, error.matrix_api_error.http_status], ["Error sending event", 504]);
    await until("none is left", async () => {
      await given.background.tick();
      return (await given.pending()).length === 0;
    });
  });

  it("is refused if the homeserver also refuses it to Postdate", async () => {
    overLimit("PUT", /msc4140\.delay=/, 1);
    isOverLimit(await given.send(state, HOST_FAILED));
    assert.deepEqual(await given.pending(), []);
  });
});
