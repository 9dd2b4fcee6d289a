import assert from "node:assert/strict";
import { aHomeserver } from "./a-homeserver.ts";

describe("delayed events in the popup", function () {
  this.timeout(60_000);
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

  it("fail in words that do not reveal their delay_id", async () => {
    const { delay_id } = (await given.schedule({ state_key: given.freshKey() })) ?? {};
    await given.alice.cancel(delay_id as string);
    const [delay] = (await given.background.overview()).delays;
    const outcome = await given.background.updateDelay(delay?.id ?? "", "restart");
    assert.deepEqual(outcome, { ok: false, error: "M_NOT_FOUND: Delayed event not found", reason: "gone" });
  });

  it("are not touched for an unknown id", async () => {
    assert.equal((await given.background.updateDelay("nobody", "send")).ok, false);
  });
});
