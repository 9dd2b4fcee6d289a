import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { ConnectionError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { type FaultProxy, startFaultProxy } from "../environment/homeserver/fault-proxy.ts";
import { LOOPBACK, listen } from "../environment/homeserver/loopback.ts";
import { logIn, type MatrixUser } from "../environment/homeserver/matrix-user.ts";
import type { RoomEvent } from "../environment/homeserver/room-events.ts";
import { type Synapse, startSynapse } from "../environment/homeserver/synapse.ts";

const TYPE = "org.example.presence";

describe("the fault proxy", function () {
  this.timeout(120_000);
  let synapse: Synapse;
  let proxy: FaultProxy;
  /** Makes requests through the proxy. */
  let alice: MatrixUser;
  /** Reads what the homeserver really did. */
  let witness: MatrixUser;
  let roomId: string;

  const keyed = (key: string) => ({ method: "PUT", path: new RegExp(`/state/${TYPE}/${key}$`) });
  const put = (key: string) => alice.sendState(roomId, TYPE, key, { key });
  const held = (key: string) => witness.state(roomId, TYPE, key);
  const isFrom = (key: string) => (event: RoomEvent) => event.type === TYPE && event.state_key === key;

  before(async () => {
    synapse = await startSynapse();
    proxy = await startFaultProxy(synapse.baseUrl);
    const { userId, password } = await synapse.registerUser("alice");
    alice = await logIn(proxy.baseUrl, userId, password);
    witness = await logIn(synapse.baseUrl, userId, password);
    roomId = await alice.createRoom();
  });
  afterEach(() => proxy.clear());
  after(async () => {
    await proxy?.close();
    await synapse?.stop();
  });

  it("is transparent without a fault, and records requests", async () => {
    const start = Date.now();
    await put("plain");
    assert.deepEqual(await held("plain"), { key: "plain" });
    const last = proxy.requests.at(-1);
    assert.equal(last?.method, "PUT");
    assert.match(last?.path ?? "", /plain$/);
    assert.equal(last?.headers.authorization, `Bearer ${alice.accessToken}`);
    assert.equal(last?.status, 200);
    assert.ok(last && start <= last.at && last.at <= Date.now());
  });

  it("passes CORS preflights and headers, whatever fault is set for the request itself", async () => {
    proxy.inject({ path: /versions/ }, { kind: "answer", status: 500 });
    const url = `${proxy.baseUrl}/_matrix/client/versions`;
    const preflight = await fetch(url, { method: "OPTIONS" });
    assert.equal(preflight.ok, true);
    assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
    const answer = await fetch(url);
    assert.equal(answer.status, 500);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  });

  it("passes a long poll", async () => {
    const since = await alice.mark();
    const waiting = alice.waitForEvent(roomId, isFrom("polled"), 15_000, since);
    await witness.sendState(roomId, TYPE, "polled", {});
    await waiting;
  });

  it("ends a request at the homeserver when the client goes away", async () => {
    const silent = createServer();
    const before = await startFaultProxy(`http://${LOOPBACK}:${await listen(silent)}`);
    try {
      const client = new AbortController();
      const answer = fetch(before.baseUrl, { signal: client.signal });
      const [request] = (await once(silent, "request")) as [IncomingMessage];
      const closed = once(request.socket, "close");
      client.abort();
      await assert.rejects(answer, { name: "AbortError" });
      await closed;
    } finally {
      await before.close();
      silent.close();
    }
  });

  it("resets the connection before the homeserver gets the request", async () => {
    proxy.inject(keyed("unheard"), { kind: "reset-before" });
    await assert.rejects(put("unheard"), ConnectionError);
    assert.equal(await held("unheard"), undefined);
    assert.equal(proxy.requests.at(-1)?.status, undefined);
  });

  it("stays silent, and the homeserver never gets the request", async () => {
    proxy.inject(keyed("silence"), { kind: "silent" });
    let ended = false;
    const unanswered = assert.rejects(put("silence"), ConnectionError).then(() => {
      ended = true;
    });
    await put("afterwards");
    assert.equal(await held("silence"), undefined);
    assert.equal(ended, false, "the connection stays open");
    await proxy.down();
    await unanswered;
    await proxy.up();
  });

  it("loses the answer to a request that the homeserver accepted, as often as asked", async () => {
    proxy.inject(keyed("taken"), { kind: "reset-after" }, { times: 1 });
    await assert.rejects(put("taken"), ConnectionError);
    assert.deepEqual(await held("taken"), { key: "taken" });
    await put("taken");
  });

  it("answers instead of the homeserver until the fault is removed", async () => {
    const body = { errcode: "M_LIMIT_EXCEEDED", error: "Slowly", retry_after_ms: 700 };
    const headers = { "Retry-After": "1" };
    const undo = proxy.inject(keyed("limited"), { kind: "answer", status: 429, headers, body });
    const error: MatrixError = await put("limited").then(assert.fail, (reason) => reason);
    assert.ok(error instanceof MatrixError);
    assert.equal(error.httpStatus, 429);
    assert.equal(error.getRetryAfterMs(), 1000);
    assert.equal(error.data.retry_after_ms, 700);
    assert.equal(await held("limited"), undefined);
    undo();
    await put("limited");
  });

  it("replaces the answer to a request that the homeserver accepted", async () => {
    proxy.inject(keyed("replaced"), {
      kind: "replace-answer",
      status: 502,
      body: "<html>Bad gateway</html>",
    });
    await assert.rejects(put("replaced"), (error) => (error as MatrixError).httpStatus === 502);
    assert.deepEqual(await held("replaced"), { key: "replaced" });
  });

  it("holds an answer back", async () => {
    proxy.inject(keyed("slow"), { kind: "delay", ms: 400 });
    const start = performance.now();
    const answered = put("slow").then(() => performance.now() - start);
    await witness.waitForEvent(roomId, isFrom("slow"), 15_000);
    assert.ok((await answered) >= 390);
  });

  it("holds an answer back until another action is done", async () => {
    const meanwhile = () => witness.sendState(roomId, TYPE, "meanwhile", { seen: true });
    proxy.inject(keyed("held"), { kind: "hold", meanwhile });
    await put("held");
    const keys = (await witness.timeline(roomId)).slice(-2).map(({ state_key }) => state_key);
    assert.deepEqual(keys, ["held", "meanwhile"]);
  });

  it("cuts an answer off in the middle", async () => {
    proxy.inject(keyed("half"), { kind: "truncate" });
    await assert.rejects(put("half"), /terminated/);
    assert.deepEqual(await held("half"), { key: "half" });
  });

  it("sends a huge answer, and stops if nobody reads it", async () => {
    proxy.inject({ path: /versions/ }, { kind: "huge", bytes: 20_000_000 });
    const url = `${proxy.baseUrl}/_matrix/client/versions`;
    const text = await (await fetch(url)).text();
    assert.equal(text.length, 20_000_000);
    assert.equal(Object.keys(JSON.parse(text)).length, 1);
    await (await fetch(url)).body?.cancel();
  });

  it("goes down and comes up on the same port", async () => {
    await proxy.down();
    await assert.rejects(put("down"), ConnectionError);
    await proxy.up();
    await put("up");
  });
});
