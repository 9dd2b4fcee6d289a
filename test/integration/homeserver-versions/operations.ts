import assert from "node:assert/strict";
import type { RoomEvent } from "../../environment/homeserver/room-events.ts";
import type { Measure } from "../table.ts";
import type { Generation } from "./generations.ts";
import { errorOf, LONG, MESSAGE, type Scene, TYPE } from "./scene.ts";

const STATE_KEYS = ["", "a/b", "#1", "?x=1&y", "two words", "🕰", "100%", "%2F", "@"];

/** A widget's requests under ordinary conditions. */
export function operations(given: () => Scene, { sticky }: Generation, measure: Measure): void {
  const held = async (delayId: unknown) =>
    (await given().alice.delayedEvents()).find(({ delay_id }) => delay_id === delayId);
  const widgets = () => given().in(given().alice);
  /** @returns the answer, and the time until it came */
  const timed = async <T>(task: () => Promise<T>): Promise<[T, string]> => {
    const start = performance.now();
    const result = await task();
    return [result, `${Math.round(performance.now() - start)} ms`];
  };

  measure("schedule a state event", "schedules a state event that is not in the room yet", async () => {
    const [told, ms] = await timed(async () => (await widgets()).send({ state_key: "scheduled" }));
    assert.deepEqual(told, { room_id: given().room, delay_id: told.delay_id });
    const event = await held(told.delay_id);
    assert.equal(event?.state_key, "scheduled");
    assert.deepEqual([event?.type, event?.delay, event?.content], [TYPE, LONG, { gone: "🕰" }]);
    assert.equal(await given().alice.state(given().room, TYPE, "scheduled"), undefined);
    return ms;
  });

  measure("schedule a message", "schedules a message event that is not in the room yet", async () => {
    const [{ delay_id }, ms] = await timed(async () => (await widgets()).send(MESSAGE));
    const event = await held(delay_id);
    assert.equal(event?.state_key, undefined);
    assert.deepEqual(event?.content, MESSAGE.content);
    const types = (await given().alice.timeline(given().room)).map(({ type }) => type);
    assert.ok(!types.includes(MESSAGE.type));
    return ms;
  });

  measure("strange state keys", "schedules each state key unchanged, even an empty one", async () => {
    const alices = await widgets();
    for (const state_key of STATE_KEYS) {
      const { delay_id } = await alices.send({ state_key });
      assert.equal((await held(delay_id))?.state_key, state_key);
    }
    return "as written";
  });

  if (sticky)
    measure(
      "sticky and delayed",
      "schedules a sticky event that is still sticky when it is sent",
      async () => {
        const { alice, room } = given();
        const alices = await widgets();
        const since = await alice.mark();
        const content = { msgtype: "m.text", body: "sticky" };
        const { delay_id } = await alices.send({ ...MESSAGE, content, sticky_duration_ms: 60_000 });
        assert.deepEqual(await alices.update(delay_id, "send"), {});
        const isIt = (seen: RoomEvent) => seen.content.body === content.body;
        const event = await alice.waitForEvent(room, isIt, 15_000, since);
        const { msc4354_sticky } = event as { msc4354_sticky?: unknown };
        assert.deepEqual(msc4354_sticky, { duration_ms: 60_000 });
        return "sticky";
      },
    );
  else
    measure("sticky and delayed", "schedules nothing that would lose its stickiness", async () => {
      const before = await given().alice.delayedEvents();
      const told = await (await widgets()).send({ ...MESSAGE, sticky_duration_ms: 60_000 });
      assert.deepEqual(told, { error: { message: "Error sending event" } });
      assert.deepEqual(await given().alice.delayedEvents(), before);
      return "refused";
    });

  measure("restart", "restarts the whole delay, and shows that in the popup", async () => {
    const alices = await widgets();
    const { delay_id } = await alices.send({ state_key: "restarted" });
    const before = (await held(delay_id))?.running_since ?? Number.NaN;
    const [told, ms] = await timed(() => alices.update(delay_id, "restart"));
    assert.deepEqual(told, {});
    assert.ok(((await held(delay_id))?.running_since ?? 0) > before);
    assert.ok((await alices.theView()).restartedAt);
    return ms;
  });

  measure("cancel", "cancels, and the ledger records that the widget did", async () => {
    const alices = await widgets();
    const { delay_id } = await alices.send({ state_key: "cancelled" });
    assert.deepEqual(await alices.update(delay_id, "cancel"), {});
    assert.equal(await held(delay_id), undefined);
    const { state, by } = await alices.theView();
    assert.deepEqual([state, by], ["cancelled", "widget"]);
    return "cancelled";
  });

  measure("send", "sends now, and the ledger records that the widget did", async () => {
    const { alice, room } = given();
    const alices = await widgets();
    const { delay_id } = await alices.send({ state_key: "sent" });
    assert.deepEqual(await alices.update(delay_id, "send"), {});
    assert.equal(await held(delay_id), undefined);
    assert.deepEqual(await alice.state(room, TYPE, "sent"), { gone: "🕰" });
    const { state, by } = await alices.theView();
    assert.deepEqual([state, by], ["sent", "widget"]);
    return "sent";
  });

  measure("list, in the popup", "lists a delay in the popup, where the user can end it", async () => {
    const alices = await widgets();
    const { delay_id } = await alices.send({ state_key: "listed" });
    const { diagnosis, delays } = await alices.overview();
    assert.equal(diagnosis, "ready");
    assert.deepEqual([delays[0]?.state, delays[0]?.hasSession], ["pending", true]);
    assert.deepEqual(await alices.updateDelay(delays[0]?.id ?? "", "cancel"), { ok: true });
    assert.equal(await held(delay_id), undefined);
    assert.equal((await alices.theView()).by, "user");
    return "listed";
  });

  measure(
    "scheduled elsewhere",
    "restarts a delay that another session of the account has scheduled",
    async () => {
      const { alice, room } = given();
      const delay_id = await alice.scheduleState(room, TYPE, "elsewhere", {}, LONG);
      const before = (await held(delay_id))?.running_since ?? Number.NaN;
      assert.deepEqual(await (await widgets()).update(delay_id, "restart"), {});
      assert.ok(((await held(delay_id))?.running_since ?? 0) > before);
      return "restarted";
    },
  );

  measure("unknown delay_id", "answers an unknown delay_id with the homeserver's error", async () => {
    for (const action of ["restart", "cancel", "send"]) {
      const told = await (await widgets()).update("syd_nobody", action);
      assert.equal(told.error?.message, "Error updating delayed event");
      assert.equal(errorOf(told), "404 M_NOT_FOUND");
    }
    return "404 M_NOT_FOUND";
  });
}
