import assert from "node:assert/strict";
import { DIALECTS, type DialectProxy, startDialectProxy } from "../environment/homeserver/dialect-proxy.ts";
import { logIn, type MatrixUser } from "../environment/homeserver/matrix-user.ts";
import { type Synapse, startSynapse } from "../environment/homeserver/synapse.ts";

const TYPE = "org.example.presence";
const UNSTABLE = "/_matrix/client/unstable/org.matrix.msc4140";
const LONG = 1_000_000;

describe("the dialect proxy", function () {
  this.timeout(120_000);
  let synapse: Synapse;
  let proxy: DialectProxy;
  /** Reads what the homeserver really holds. */
  let alice: MatrixUser;
  let bob: MatrixUser;
  let room: string;

  before(async () => {
    synapse = await startSynapse();
    proxy = await startDialectProxy(synapse.baseUrl, { under: "/matrix/hs" });
    const [a, b] = [await synapse.registerUser("alice"), await synapse.registerUser("bob")];
    alice = await logIn(proxy.baseUrl, a.userId, a.password);
    bob = await logIn(synapse.baseUrl, b.userId, b.password);
    room = await alice.createRoom();
  });
  afterEach(async () => {
    proxy.speak(DIALECTS.finalised);
    for (const { delay_id } of await alice.delayedEvents()) await alice.cancel(delay_id);
  });
  after(async () => {
    await proxy?.close();
    await synapse?.stop();
  });

  async function ask(method: string, path: string, body?: object, user = alice) {
    const response = await fetch(proxy.baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${user.accessToken}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const event = (kind: string, rest: string) => `/rooms/${encodeURIComponent(room)}/${kind}/${TYPE}/${rest}`;
  const byQuery = (key: string, delay = LONG) =>
    ask("PUT", `/_matrix/client/v3${event("state", key)}?org.matrix.msc4140.delay=${delay}`, { key });
  const dedicated = (prefix: string, txn: string, body: object) =>
    ask("PUT", prefix + event("delayed_event", txn), body);
  const update = (id: unknown, action: string, prefix = UNSTABLE) =>
    ask("POST", `${prefix}/delayed_events/${id}/${action}`, {});
  const one = (id: unknown, user = alice) => ask("GET", `${UNSTABLE}/delayed_events/${id}`, undefined, user);
  const flags = async () =>
    (await ask("GET", "/_matrix/client/versions")).body.unstable_features as Record<string, unknown>;
  const refusedAs = (errcode: string, { status, body }: Awaited<ReturnType<typeof ask>>) =>
    assert.equal(`${status} ${body.errcode}`, errcode);
  const pending = async () => (await alice.delayedEvents()).map(({ delay_id }) => delay_id);

  it("is found only under its path, and records its requests", async () => {
    await alice.sendState(room, TYPE, "plain", {});
    assert.ok(proxy.requests.at(-1)?.path.startsWith("/matrix/hs/_matrix/client/v3/rooms/"));
    const { origin } = new URL(proxy.baseUrl);
    assert.equal((await fetch(`${origin}/_matrix/client/versions`)).status, 404);
  });

  it("passes a long poll", async () => {
    const since = await alice.mark();
    const waiting = alice.waitForEvent(room, ({ state_key }) => state_key === "polled", 15_000, since);
    await alice.sendState(room, TYPE, "polled", {});
    await waiting;
  });

  it("overrides only the flags of delayed events in /versions", async () => {
    const truth = await flags();
    assert.equal(truth["org.matrix.msc4140"], true);
    proxy.speak(DIALECTS.denying);
    assert.deepEqual(await flags(), { ...truth, "org.matrix.msc4140": false });
    proxy.speak(DIALECTS.stable);
    const { "org.matrix.msc4140": _, ...others } = truth;
    assert.deepEqual(await flags(), { ...others, "org.matrix.msc4140.stable": true });
  });

  describe("with the dedicated PUT", () => {
    beforeEach(() => proxy.speak(DIALECTS.dedicated));
    const state = { delay_ms: LONG, state_key: "a/b #?🕰", content: { gone: true } };

    it("schedules a state event once for each transaction id", async () => {
      const first = await dedicated(UNSTABLE, "t1", state);
      assert.equal(first.status, 200);
      assert.deepEqual(await dedicated(UNSTABLE, "t1", state), first);
      const [held, ...more] = await alice.delayedEvents();
      assert.deepEqual(more, []);
      assert.equal(held?.delay_id, first.body.delay_id);
      assert.equal(held?.state_key, state.state_key);
      assert.equal(held?.delay, LONG);
      assert.deepEqual(held?.content, state.content);
    });

    it("schedules a message event once for each transaction id", async () => {
      const message = { delay_ms: LONG, content: { body: "later" } };
      const first = await dedicated(UNSTABLE, "t2", message);
      assert.deepEqual(await dedicated(UNSTABLE, "t2", message), first);
      const [held, ...more] = await alice.delayedEvents();
      assert.deepEqual(more, []);
      assert.equal(held?.state_key, undefined);
    });

    it("refuses incomplete requests, and knows only one name for the delay", async () => {
      refusedAs("400 M_MISSING_PARAM", await dedicated(UNSTABLE, "t3", { delay: LONG, content: {} }));
      refusedAs("400 M_INVALID_PARAM", await dedicated(UNSTABLE, "t4", { delay_ms: 0, content: {} }));
      proxy.speak(DIALECTS.dedicatedDraft);
      assert.equal((await dedicated(UNSTABLE, "t5", { delay: LONG, content: {} })).status, 200);
    });

    it("obeys the query parameter, refuses it, or sends immediately, as configured", async () => {
      assert.equal(typeof (await byQuery("obeyed")).body.delay_id, "string");
      proxy.speak(DIALECTS.dedicatedDraft);
      refusedAs("400 M_INVALID_PARAM", await byQuery("refused"));
      assert.equal(await alice.state(room, TYPE, "refused"), undefined);
      proxy.speak(DIALECTS.dedicatedOnly);
      assert.equal(typeof (await byQuery("at-once")).body.event_id, "string");
      assert.deepEqual(await alice.state(room, TYPE, "at-once"), { key: "at-once" });
    });
  });

  it("has no dedicated PUT by default, like Synapse", async () => {
    refusedAs("404 M_UNRECOGNIZED", await dedicated(UNSTABLE, "t6", { delay_ms: LONG, content: {} }));
  });

  it("has everything under the stable paths, and nothing under the unstable ones", async () => {
    proxy.speak(DIALECTS.stable);
    const content = { delay_ms: LONG, state_key: "stable", content: {} };
    refusedAs("404 M_UNRECOGNIZED", await dedicated(UNSTABLE, "t7", content));
    refusedAs("404 M_UNRECOGNIZED", await byQuery("unstable"));
    const { delay_id } = (await dedicated("/_matrix/client/v3", "t7", content)).body;
    refusedAs("404 M_UNRECOGNIZED", await update(delay_id, "cancel"));
    const single = await ask("GET", `/_matrix/client/v1/delayed_events/${delay_id}`);
    assert.equal(single.body.delay_ms, LONG);
    refusedAs("404 M_UNRECOGNIZED", await ask("GET", "/_matrix/client/v1/delayed_events"));
    for (const action of ["restart", "cancel"])
      assert.equal((await update(delay_id, action, "/_matrix/client/v1")).status, 200);
    proxy.speak(DIALECTS.finalised);
    assert.deepEqual(await pending(), []);
  });

  describe("that reports how delays ended", () => {
    beforeEach(() => proxy.speak(DIALECTS.finalised));

    it("names the event of a sent delay only to its owner, sends nothing twice, and answers all else with a conflict", async () => {
      const { delay_id } = (await byQuery("sent")).body;
      assert.equal((await one(delay_id)).body.finalised, undefined);
      assert.equal((await update(delay_id, "send")).status, 200);
      const { finalised } = (await one(delay_id)).body as { finalised: { event_id: string } };
      const event = (await alice.timeline(room)).at(-1);
      assert.equal(finalised.event_id, event?.event_id);
      assert.equal((await update(delay_id, "send")).status, 200);
      assert.equal((await alice.timeline(room)).at(-1)?.event_id, event?.event_id);
      for (const action of ["restart", "cancel"]) refusedAs("409 M_UNKNOWN", await update(delay_id, action));
      refusedAs("404 M_NOT_FOUND", await one(delay_id, bob));
    });

    it("names no event for a cancelled delay, which can be cancelled again but not sent", async () => {
      const { delay_id } = (await byQuery("cancelled")).body;
      for (let times = 0; times < 2; times += 1) assert.equal((await update(delay_id, "cancel")).status, 200);
      assert.deepEqual(Object.keys((await one(delay_id)).body.finalised as object), ["finalised_ts"]);
      refusedAs("409 M_UNKNOWN", await update(delay_id, "send"));
      assert.equal(await alice.state(room, TYPE, "cancelled"), undefined);
    });

    it("names the event of a delay that ran out", async () => {
      const since = await alice.mark();
      const { delay_id } = (await byQuery("due", 100)).body;
      const event = await alice.waitForEvent(room, ({ state_key }) => state_key === "due", 15_000, since);
      assert.deepEqual((await one(delay_id)).body.finalised, {
        finalised_ts: event.origin_server_ts,
        event_id: event.event_id,
      });
    });

    it("does not know a delay that nobody scheduled", async () => {
      refusedAs("404 M_NOT_FOUND", await one("syd_nobody"));
      refusedAs("404 M_NOT_FOUND", await update("syd_nobody", "cancel"));
    });
  });

  describe("with another list", () => {
    const list = (query = "") => ask("GET", `${UNSTABLE}/delayed_events${query}`);

    it("returns the drafts' shape in pages, with pending and ended delays separated", async () => {
      proxy.speak(DIALECTS.draftList);
      const ids: unknown[] = [];
      for (let at = 0; at < 11; at += 1) ids.push((await byQuery(`page-${at}`)).body.delay_id);
      await update(ids[0], "cancel");
      await update(ids[1], "send");
      const query = ids.map((id) => `delay_id=${id}`).join("&");
      const { scheduled, finalised } = (await list(`?${query}`)).body as Record<
        string,
        Record<string, unknown>[]
      >;
      assert.equal(scheduled?.length, 9);
      const { scheduled_at, ...pending } = scheduled?.[0] ?? {};
      assert.equal(typeof scheduled_at, "number");
      assert.deepEqual(pending, {
        delay_id: ids[2],
        room_id: room,
        type: TYPE,
        state_key: "page-2",
        delay_ms: LONG,
        content: { key: "page-2" },
      });
      assert.deepEqual(
        finalised?.map(({ event_id }) => typeof event_id),
        ["undefined", "string"],
      );
      await byQuery("page-11");
      await byQuery("page-12");
      const first = (await list("?status=scheduled")).body as { scheduled: unknown[]; next_batch?: string };
      const second = (await list(`?status=scheduled&from=${first.next_batch}`)).body as typeof first;
      assert.deepEqual([first.scheduled.length, second.scheduled.length], [10, 1]);
      assert.equal(second.next_batch, undefined);
    });

    it("has no list if configured without", async () => {
      proxy.speak(DIALECTS.noList);
      refusedAs("404 M_UNRECOGNIZED", await list());
    });
  });
});
