import assert from "node:assert/strict";
import type { DelaysElsewhere, DelaysNow } from "../../src/messaging/views/delays.ts";
import { aHomeserver, LONG } from "./a-homeserver.ts";

describe("delayed events in the popup", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aHomeserver>>;
  before(async () => {
    given = await aHomeserver();
  });
  beforeEach(() => given.begin());
  after(() => given?.close());

  it("are listed with their room's name, and never with their delay_id", async () => {
    const named = await given.alice.createRoom({ name: "Standup" });
    const { delay_id } = (await given.schedule({ room_id: named, state_key: given.freshKey() })) ?? {};
    const overview = await given.background.overview();
    assert.equal(overview.diagnosis, "ready");
    assert.deepEqual(overview.account, { userId: given.alice.userId, homeserver: given.synapse.baseUrl });
    assert.equal(overview.delays[0]?.room.name, "Standup");
    assert.ok(!JSON.stringify(overview).includes(delay_id as string));
    assert.ok(!JSON.stringify(overview).includes(given.alice.accessToken));
  });

  it("are restarted, sent and cancelled by the user", async () => {
    await given.schedule({ state_key: given.freshKey() });
    const [delay] = (await given.background.overview()).delays;
    assert.deepEqual(await given.background.updateDelay(delay?.id ?? "", "restart"), { ok: true });
    assert.deepEqual(await given.background.updateDelay(delay?.id ?? "", "cancel"), { ok: true });
    assert.equal((await given.background.overview()).delays[0]?.state, "cancelled");
  });

  it("fail with an error that does not reveal their delay_id", async () => {
    const { delay_id } = (await given.schedule({ state_key: given.freshKey() })) ?? {};
    await given.alice.cancel(delay_id as string);
    const [delay] = (await given.background.overview()).delays;
    const outcome = await given.background.updateDelay(delay?.id ?? "", "restart");
    assert.deepEqual(outcome, { ok: false, error: "M_NOT_FOUND: Delayed event not found", reason: "gone" });
  });

  it("are not affected by an unknown id", async () => {
    assert.equal((await given.background.updateDelay("nobody", "send")).ok, false);
  });

  describe("that were scheduled elsewhere", () => {
    const elsewhere = async () =>
      (await given.background.fromPage({ ask: "delays-elsewhere", tabId: 1 })) as DelaysElsewhere;
    const now = async (id: string) =>
      ((await given.background.fromPage({ ask: "delays", tabId: 1, ids: [id] })) as DelaysNow).delays;
    /** Alice's other device schedules a message for the room. @returns its delay_id */
    const scheduleElsewhere = (body: string) =>
      given.alice.scheduleMessage(given.room, { msgtype: "m.text", body }, LONG);

    it("are listed beside the local ones, once each, and never with their delay_id", async () => {
      await given.schedule({ state_key: given.freshKey() });
      const delayId = await scheduleElsewhere("Lunch?");
      const { delays, failed } = await elsewhere();
      const found = delays.filter(({ excerpt }) => excerpt === "Lunch?");
      assert.deepEqual([failed, found.length, found[0]?.elsewhere], [false, 1, true]);
      assert.ok(!JSON.stringify(delays).includes(delayId));
      const [own] = (await given.background.overview()).delays;
      assert.ok(!delays.some(({ stateKey }) => stateKey !== undefined && stateKey === own?.stateKey));
      await given.alice.cancel(delayId);
    });

    it("are restarted, sent and cancelled by the user, and then stay in the list", async () => {
      const delayIds = [await scheduleElsewhere("Sent"), await scheduleElsewhere("Cancelled")];
      const { delays } = await elsewhere();
      const idOf = (body: string) => delays.find(({ excerpt }) => excerpt === body)?.id ?? "";
      assert.deepEqual(await given.background.updateDelay(idOf("Sent"), "restart"), { ok: true });
      assert.equal((await now(idOf("Sent")))[0]?.state, "pending");
      assert.deepEqual(await given.background.updateDelay(idOf("Sent"), "send"), { ok: true });
      assert.deepEqual(await given.background.updateDelay(idOf("Cancelled"), "cancel"), { ok: true });
      const states = (await given.background.overview()).delays.map(({ id, state }) => [id, state]);
      assert.deepEqual(Object.fromEntries(states), {
        [idOf("Sent")]: "sent",
        [idOf("Cancelled")]: "cancelled",
      });
      const held = await given.listed();
      assert.ok(!delayIds.some((delayId) => held.includes(delayId)));
    });
  });
});
