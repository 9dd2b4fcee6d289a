import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { until } from "../environment/until.ts";
import { aProxiedBackground, state } from "./a-proxied-background.ts";

const LIMIT = { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms: 2_500 };
const REFUSED = { kind: "answer", status: 429, body: LIMIT } as const;

/**
 * Synapse deletes a delayed event whose `send` it refuses. Here the refusals are faked, and the deletions are real.
 * homeserver-versions.test.ts has the real refusals of each release.
 */
describe("the user's Send now", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aProxiedBackground>>;
  before(async () => {
    given = await aProxiedBackground();
  });
  beforeEach(() => given.begin());
  after(() => given?.close());

  const events = {
    state: () => ({ ...state, state_key: crypto.randomUUID(), content: { at: crypto.randomUUID() } }),
    message: () => ({
      type: "m.room.message",
      delay: 1_000_000,
      content: { msgtype: "m.text", body: crypto.randomUUID() },
    }),
  };
  const sends = { method: "POST", path: /\/delayed_events\/[^/]+\/send$/ };
  const puts = () => given.proxy.requests.filter(({ method }) => method === "PUT");
  const inRoom = async (content: object) =>
    (await given.alice.timeline(given.room)).filter((event) => isDeepStrictEqual(event.content, content))
      .length;
  const sendNow = async () => given.background.updateDelay((await given.view()).id, "send");

  for (const [kind, make] of Object.entries(events)) {
    it(`resends a ${kind} event once if it was refused and dropped, and says so`, async () => {
      const event = make();
      const delay_id = await given.scheduled(event);
      await given.alice.cancel(delay_id);
      given.proxy.inject(sends, REFUSED);
      assert.deepEqual(await sendNow(), { ok: true });
      assert.equal(await inRoom(event.content), 1);
      const { id, state: now, by, resent } = await given.view();
      assert.deepEqual([now, by, resent], ["sent", "user", true]);
      assert.equal(puts().length, 1);
      const { path } = puts()[0] ?? { path: "" };
      assert.ok(!path.includes("delay"), path);
      // For the old transaction id, the homeserver would return the spent delay_id and send nothing.
      assert.ok(!path.includes(id), path);
    });

    it(`does not send a ${kind} event twice if it was sent despite the refusal`, async () => {
      const event = make();
      await given.scheduled(event);
      given.proxy.inject(sends, { ...REFUSED, kind: "replace-answer" });
      assert.deepEqual(await sendNow(), { ok: true });
      assert.equal(await inRoom(event.content), 1);
      assert.deepEqual(puts(), []);
      const { state: now, resent } = await given.view();
      assert.deepEqual([now, resent], ["sent", undefined]);
    });

    it(`leaves a ${kind} event pending if the homeserver kept it`, async () => {
      const event = make();
      const delay_id = await given.scheduled(event);
      given.proxy.inject(sends, REFUSED);
      const outcome = await sendNow();
      assert.match(JSON.stringify(outcome), /"ok":false.*M_LIMIT_EXCEEDED/);
      assert.deepEqual(await given.pending(), [delay_id]);
      assert.equal(await inRoom(event.content), 0);
      assert.deepEqual(puts(), []);
      assert.equal((await given.view()).state, "pending");
    });

    it(`resends no ${kind} event while it cannot check whether the homeserver has it`, async () => {
      const event = make();
      const delay_id = await given.scheduled(event);
      await given.alice.cancel(delay_id);
      given.proxy.inject(sends, REFUSED);
      given.proxy.inject({ method: "GET", path: /\/rooms\/|\/delayed_events/ }, { kind: "reset-before" });
      assert.equal((await sendNow()).ok, false);
      assert.equal(await inRoom(event.content), 0);
      assert.deepEqual(puts(), []);
      assert.notEqual((await given.view()).state, "sent");
    });

    it(`sends a ${kind} event once if the answer to the resend is lost`, async () => {
      const event = make();
      await given.alice.cancel(await given.scheduled(event));
      given.proxy.inject(sends, REFUSED);
      given.proxy.inject({ method: "PUT" }, { kind: "reset-after" }, { times: 1 });
      await sendNow();
      assert.equal(await inRoom(event.content), 1);
      given.proxy.clear();
      await until("the event is known to be sent", async () => {
        await given.background.tick();
        return (await given.view()).state === "sent";
      });
      assert.equal(await inRoom(event.content), 1);
    });

    it(`says that a ${kind} event was dropped, and why, if the resend fails too`, async () => {
      const event = make();
      await given.alice.cancel(await given.scheduled(event));
      given.proxy.inject(sends, REFUSED);
      const body = { errcode: "M_FORBIDDEN", error: "You may not" };
      given.proxy.inject({ method: "PUT" }, { kind: "answer", status: 403, body });
      const outcome = await sendNow();
      assert.equal(outcome.ok, false);
      assert.equal(await inRoom(event.content), 0);
      assert.equal(puts().length, 1);
      const { state: now, error } = await given.view();
      assert.equal(now, "dropped");
      assert.match(error ?? "", /M_FORBIDDEN/);
    });
  }

  it("resends nothing if the event was sent on time", async () => {
    const event = { ...events.state(), delay: 500 };
    await given.scheduled(event);
    const isIt = ({ state_key }: { state_key?: string }) => state_key === event.state_key;
    await given.alice.waitForEvent(given.room, isIt, 15_000);
    await sendNow();
    assert.deepEqual(puts(), []);
    assert.equal(await inRoom(event.content), 1);
  });

  it("resends nothing if another of the user's sessions has cancelled the delay", async () => {
    const event = events.state();
    await given.alice.cancel(await given.scheduled(event));
    assert.equal((await sendNow()).ok, false);
    assert.deepEqual(puts(), []);
    assert.equal(await inRoom(event.content), 0);
  });
});
