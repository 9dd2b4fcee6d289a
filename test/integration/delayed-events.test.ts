import assert from "node:assert/strict";
import { aHomeserver } from "./a-homeserver.ts";

describe("delayed events at a real homeserver", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aHomeserver>>;
  before(async () => {
    given = await aHomeserver();
  });
  beforeEach(() => given.begin());
  after(() => given?.close());

  it("include a state event that the room gets when it is due, not before", async () => {
    const state_key = given.freshKey();
    const mark = await given.bob.mark();
    const asked = Date.now();
    const response = await given.schedule({ state_key, delay: 1_000 });
    assert.deepEqual(Object.keys(response ?? {}), ["room_id", "delay_id"]);
    assert.equal(response?.room_id, given.room);
    const event = await given.bob.waitForEvent(
      given.room,
      (seen) => seen.state_key === state_key,
      15_000,
      mark,
    );
    assert.deepEqual(event.content, { gone: true });
    assert.ok(event.origin_server_ts - asked >= 1_000);
  });

  it("include a message event", async () => {
    const mark = await given.bob.mark();
    const response = await given.schedule({
      type: "m.room.message",
      content: { msgtype: "m.text", body: "later" },
      delay: 300,
    });
    assert.equal(typeof response?.delay_id, "string");
    const event = await given.bob.waitForEvent(
      given.room,
      (seen) => seen.type === "m.room.message",
      15_000,
      mark,
    );
    assert.equal(event.content.body, "later");
  });

  for (const action of ["restart", "refresh"])
    it(`are delayed again by a ${action}`, async () => {
      const state_key = given.freshKey();
      const { delay_id } = (await given.schedule({ state_key })) ?? {};
      const before =
        (await given.alice.delayedEvents()).find((delay) => delay.delay_id === delay_id)?.running_since ?? 0;
      assert.deepEqual(await given.update(delay_id, action), {});
      const after =
        (await given.alice.delayedEvents()).find((delay) => delay.delay_id === delay_id)?.running_since ?? 0;
      assert.ok(after > before);
    });

  it("are sent immediately on request, also under the stable name", async () => {
    const state_key = given.freshKey();
    const mark = await given.bob.mark();
    const { delay_id } = (await given.schedule({ state_key })) ?? {};
    assert.deepEqual(await given.background.ask("update_delayed_event", { delay_id, action: "send" }), {});
    await given.bob.waitForEvent(given.room, (seen) => seen.state_key === state_key, 15_000, mark);
  });

  it("are never sent once cancelled", async () => {
    const state_key = given.freshKey();
    const mark = await given.bob.mark();
    const { delay_id } = (await given.schedule({ state_key, delay: 2_000 })) ?? {};
    assert.deepEqual(await given.update(delay_id, "cancel"), {});
    await given.bob.expectNone(given.room, (seen) => seen.state_key === state_key, 2_300, mark);
    assert.equal((await given.listed()).includes(delay_id as string), false);
  });

  it("are still known after the browser has stopped the worker", async () => {
    const { delay_id } = (await given.schedule({ state_key: given.freshKey() })) ?? {};
    given.background.restart();
    assert.deepEqual(await given.update(delay_id, "restart"), {});
    const { delays } = await given.background.overview();
    assert.equal(delays[0]?.state, "pending");
    assert.ok(delays[0]?.restartedAt);
  });
});
