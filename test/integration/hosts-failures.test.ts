import assert from "node:assert/strict";
import { aBackground } from "./a-background.ts";
import { aHomeserver, LONG, TYPE } from "./a-homeserver.ts";

describe("delayed events at which a host that knows them has failed", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aHomeserver>>;
  before(async () => {
    given = await aHomeserver();
  });
  beforeEach(() => given.begin());
  after(() => given?.close());

  const hostFailed = { hostFailed: true };

  it("are scheduled", async () => {
    const { delay_id } = (await given.schedule({ state_key: given.freshKey() }, hostFailed)) ?? {};
    assert.ok((await given.listed()).includes(delay_id as string));
  });

  it("are not scheduled twice when the host's request had arrived after all", async () => {
    const state_key = given.freshKey();
    const held = await given.alice.scheduleState(given.room, TYPE, state_key, { gone: true }, LONG);
    const before = await given.listed();
    assert.deepEqual(await given.schedule({ state_key }, hostFailed), {
      room_id: given.room,
      delay_id: held,
    });
    assert.deepEqual(await given.listed(), before);
  });

  it("are two events if the widget wants two equal ones", async () => {
    const state_key = given.freshKey();
    const { delay_id: first } = (await given.schedule({ state_key }, hostFailed)) ?? {};
    const { delay_id: second } = (await given.schedule({ state_key }, hostFailed)) ?? {};
    assert.notEqual(first, second);
    const pending = await given.listed();
    assert.ok(pending.includes(first as string) && pending.includes(second as string));
  });

  it("are separate events even if only the content differs", async () => {
    const state_key = given.freshKey();
    const held = await given.alice.scheduleState(given.room, TYPE, state_key, { gone: "other" }, LONG);
    const { delay_id } = (await given.schedule({ state_key }, hostFailed)) ?? {};
    assert.notEqual(delay_id, held);
  });

  it("are restarted even if the host scheduled them, with a single listing", async () => {
    const delay_id = await given.alice.scheduleState(given.room, TYPE, given.freshKey(), {}, LONG);
    assert.deepEqual(await given.update(delay_id, "restart", hostFailed), {});
    const [known] = (await given.background.overview()).delays.filter(({ state }) => state === "pending");
    assert.ok(known?.restartedAt);
    assert.deepEqual(await given.update(delay_id, "cancel", hostFailed), {});
  });

  it("keep the host's own answer if no session was seen", async () => {
    const fresh = aBackground();
    const data = { type: TYPE, content: {}, state_key: "k", room_id: given.room, delay: LONG };
    assert.equal(await fresh.ask("send_event", data, hostFailed), undefined);
  });
});
