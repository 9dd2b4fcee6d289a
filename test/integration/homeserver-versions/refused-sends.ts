import assert from "node:assert/strict";
import type { Measure } from "../table.ts";
import type { Generation } from "./generations.ts";
import { errorOf, MESSAGE, type Scene, TYPE } from "./scene.ts";

/** A `send` that the message limit or the room refuses. Synapse may delete the delayed event before it refuses. */
export function refusedSends(given: () => Scene, generation: Generation, measure: Measure): void {
  const { refusedByLimit, actionIn } = generation;
  const sends = { method: "POST", path: actionIn === "path" ? /\/send$/ : /\/delayed_events\/[^/]+$/ };

  /** A delayed state event in a room of its own, whose rules then keep Alice from sending it. */
  async function aForbiddenDelay() {
    const { alice, bob, aRoom } = given();
    const room = await aRoom({ [TYPE]: 0 });
    const alices = await given().in(alice);
    const { delay_id } = await alices.send({ room_id: room, state_key: "forbidden" });
    const levels = await bob.state(room, "m.room.power_levels");
    const require = (level: number) =>
      bob.sendState(room, "m.room.power_levels", "", { ...levels, events: { [TYPE]: level } });
    await require(100);
    const inRoom = async () =>
      (await alice.timeline(room)).filter(({ state_key }) => state_key === "forbidden").length;
    const held = async () => (await alice.delayedEvents()).some((event) => event.delay_id === delay_id);
    return { alices, delay_id, inRoom, held, allow: () => require(0) };
  }

  const rule =
    refusedByLimit === "kept"
      ? "leaves it pending if the message limit refuses to send it now"
      : "resends it once if it was deleted because of the message limit";
  measure("Send now, over the limit", rule, async () => {
    const { limited, lift, exhaustLimit, room } = given();
    const carol = await limited();
    const carols = await given().in(carol);
    const { delay_id } = await carols.send({ ...MESSAGE, content: { msgtype: "m.text", body: "last will" } });
    const { id } = await carols.theView();
    await exhaustLimit(carol);
    // If the event is resent, the limit lets it pass some 4 s later.
    const outcome = await carols.updateDelay(id, "send");
    await lift(carol);
    const inRoom = (await carol.timeline(room)).filter(({ content }) => content.body === "last will").length;
    const held = (await carol.delayedEvents()).some((event) => event.delay_id === delay_id);
    const { state, by, resent } = await carols.theView();
    if (refusedByLimit === "kept") {
      assert.match(JSON.stringify(outcome), /"ok":false.*M_LIMIT_EXCEEDED/);
      assert.deepEqual({ inRoom, held, state }, { inRoom: 0, held: true, state: "pending" });
      return "kept, 429";
    }
    assert.deepEqual(outcome, { ok: true });
    assert.deepEqual({ inRoom, held }, { inRoom: 1, held: false });
    assert.deepEqual({ state, by, resent }, { state: "sent", by: "user", resent: true });
    return "deleted, sent again";
  });

  measure(
    "Send now, forbidden for a moment",
    "resends the event once if the room has refused it",
    async () => {
      const { alices, inRoom, held, allow } = await aForbiddenDelay();
      given().proxy.inject(sends, { kind: "hold", meanwhile: allow });
      const outcome = await alices.updateDelay((await alices.theView()).id, "send");
      given().proxy.clear();
      assert.deepEqual([await inRoom(), await held()], [1, false]);
      assert.deepEqual(outcome, { ok: true });
      const { state, by, resent } = await alices.theView();
      assert.deepEqual({ state, by, resent }, { state: "sent", by: "user", resent: true });
      return "deleted, sent again";
    },
  );

  measure(
    "Send now, forbidden",
    "says that the event was dropped, and why, if the room refuses it twice",
    async () => {
      const { alices, inRoom, held } = await aForbiddenDelay();
      const outcome = await alices.updateDelay((await alices.theView()).id, "send");
      assert.deepEqual([await inRoom(), await held()], [0, false]);
      assert.equal(outcome.ok, false);
      const { state, error } = await alices.theView();
      assert.equal(state, "dropped");
      assert.match(error ?? "", /M_FORBIDDEN/);
      return "deleted";
    },
  );

  measure(
    "a widget's send, forbidden",
    "passes a refusal on to a widget unchanged, and resends nothing by itself",
    async () => {
      const { alices, delay_id, inRoom, allow } = await aForbiddenDelay();
      const { proxy } = given();
      proxy.inject(sends, { kind: "hold", meanwhile: allow });
      proxy.requests.splice(0);
      assert.equal(errorOf(await alices.update(delay_id, "send")), "403 M_FORBIDDEN");
      proxy.clear();
      await alices.untilView("it was dropped", ({ state }) => state === "dropped");
      assert.deepEqual(
        proxy.requests.filter(({ method }) => method === "PUT"),
        [],
      );
      assert.equal(await inRoom(), 0);
      return "403 M_FORBIDDEN";
    },
  );
}
