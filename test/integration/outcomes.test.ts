import assert from "node:assert/strict";
import { until } from "../environment/until.ts";
import { aProxiedBackground, state } from "./a-proxied-background.ts";

const SOON = 800;
/** A delay that outlasts the next request, even if the machine pauses (ms). */
const IN_TIME = 2_500;
/** How long after its time a delay is checked (ms). */
const LATE = 2_000;

describe("the outcome of a delay", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aProxiedBackground>>;
  before(async () => {
    given = await aProxiedBackground({ alarm: false });
  });
  beforeEach(() => given.begin());
  after(() => given?.close());

  let keys = 0;
  /** An event with a new state key, because unchanged state does not reach the room again. */
  const fresh = (delay = SOON) => ({ ...state, delay, state_key: `outcome-${++keys}` });
  const isDue = async () =>
    until("its time has come", async () => ((await given.view()).dueAt ?? 0) < Date.now());
  const untilState = (wanted: string) =>
    until(`it is ${wanted}`, async () => {
      await given.background.tick();
      return (await given.view()).state === wanted;
    });

  it("is not asked for before the delay is due", async () => {
    // Not a state event: that is looked up after a second, because it may have been scheduled twice.
    await given.scheduled({
      type: "m.room.message",
      content: { msgtype: "m.text", body: "." },
      delay: 60_000,
    });
    const before = given.asked().length;
    for (let times = 0; times < 3; times += 1) await given.background.tick();
    const late = given.asked().slice(before);
    assert.deepEqual(late, []);
    assert.equal((await given.view()).state, "pending");
  });

  it("is asked for when the delay is due, and never again once it is known", async () => {
    const event = fresh();
    await given.scheduled(event);
    await given.alice.waitForEvent(given.room, ({ state_key }) => state_key === event.state_key, 15_000);
    await untilState("sent");
    const { by, error, blocker } = await given.view();
    assert.deepEqual([by, error, blocker], ["time", undefined, undefined]);
    given.proxy.requests.splice(0);
    for (let times = 0; times < 5; times += 1) await given.background.tick();
    assert.deepEqual(given.asked(), []);
  });

  it("is not asked for after a widget has cancelled the delay", async () => {
    await given.update(await given.scheduled(fresh(IN_TIME)), "cancel");
    await isPast(IN_TIME + LATE);
    given.proxy.requests.splice(0);
    await given.background.tick();
    assert.deepEqual(given.asked(), []);
    assert.equal((await given.view()).state, "cancelled");
  });

  it("is found when the browser is back after sleeping", async () => {
    const event = fresh();
    await given.scheduled(event);
    await given.alice.waitForEvent(given.room, ({ state_key }) => state_key === event.state_key, 15_000);
    given.background.restart();
    await untilState("sent");
  });

  it("is found when the homeserver is back after it was down", async () => {
    const event = fresh();
    await given.scheduled(event);
    await given.proxy.down();
    await given.alice.waitForEvent(given.room, ({ state_key }) => state_key === event.state_key, 15_000);
    await given.background.tick();
    assert.equal((await given.view()).state, "pending");
    await given.proxy.up();
    await untilState("sent");
  });

  it("is still open if another session has restarted the delay", async () => {
    const delay_id = await given.scheduled(fresh(3_500));
    const { dueAt = 0 } = await given.view();
    await until("the delay is due later", async () => {
      await given.alice.restart(delay_id);
      await given.background.tick();
      return ((await given.view()).dueAt ?? 0) > dueAt;
    });
    assert.equal((await given.view()).state, "pending");
    await untilState("sent");
  });

  it("may be a cancel by another session, and the event is not resent then", async () => {
    const delay_id = await given.scheduled(fresh(IN_TIME));
    await given.alice.cancel(delay_id);
    await isDue();
    given.proxy.requests.splice(0);
    await until("it has ended", async () => {
      await given.background.tick();
      return !["pending", "gone"].includes((await given.view()).state);
    });
    assert.equal((await given.view()).state, "dropped");
    assert.deepEqual(
      given.asked().filter(({ method }) => method === "PUT"),
      [],
    );
  });

  it("is not read from an older event with the same type and key", async () => {
    const event = fresh(IN_TIME);
    await given.alice.sendState(given.room, event.type, event.state_key, { before: true });
    await given.alice.cancel(await given.scheduled(event));
    await untilState("dropped");
  });

  describe("that the homeserver accepted but will not send", () => {
    it("is predicted for a state key that is another user's id", async () => {
      await given.scheduled({ ...state, delay: SOON, state_key: "@bob:localhost" });
      await until("its blocker is known", async () => (await given.view()).blocker === "foreign-state-key");
      await untilState("dropped");
      assert.equal(await given.alice.state(given.room, state.type, "@bob:localhost"), undefined);
    });

    it("is not predicted for a state key that is the user's own id", async () => {
      const event = { ...state, delay: SOON, state_key: given.alice.userId };
      await given.scheduled(event);
      await untilState("sent");
      assert.equal((await given.view()).blocker, undefined);
    });

    it("does not keep the widget waiting for the prediction", async () => {
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      given.proxy.inject({ method: "GET", path: /\/rooms\// }, { kind: "hold", meanwhile: () => released });
      // The prediction's requests are answered only after this.
      assert.equal(typeof (await given.send(fresh(60_000)))?.delay_id, "string");
      release();
    });
  });

  describe("after a logout", () => {
    it("does not count as lost, and the delay stays listed without a session to act with", async () => {
      const { userId, password } = await given.synapse.registerUser(`leaver-${++keys}`);
      const leaver = await given.logIn(userId, password);
      const room_id = await leaver.createRoom();
      const event = fresh();
      await given.background.seen(given.proxy.baseUrl, leaver.accessToken, {
        origin: "https://other.example",
      });
      const { delay_id } =
        (await given.send({ ...event, room_id }, { origin: "https://other.example" })) ?? {};
      assert.equal(typeof delay_id, "string");
      const again = await given.logIn(userId, password);
      await leaver.logOut();
      given.background.restart();
      await given.background.tick();
      const { id } = await given.view();
      await again.waitForEvent(room_id, ({ state_key }) => state_key === event.state_key, 15_000);
      assert.equal((await given.background.updateDelay(id, "cancel")).ok, false);
      await given.background.tick();
      const { state: now, hasSession } = await given.view();
      assert.deepEqual([hasSession, now === "dropped"], [false, false]);

      await given.background.seen(given.proxy.baseUrl, again.accessToken, {
        origin: "https://other.example",
      });
      await untilState("sent");
    });
  });

  /** Waits this long (ms), because no event reports that nothing has happened. */
  function isPast(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
});
