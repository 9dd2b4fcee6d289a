import assert from "node:assert/strict";
import type { Measure } from "../table.ts";
import { MESSAGE, type Scene, TYPE } from "./scene.ts";

/** A homeserver that knows nothing of delays, and sends such events at once. */
export function failOpen(given: () => Scene, measure: Measure): void {
  const state = (key: string) => given().alice.state(given().room, TYPE, key);
  const failed = { message: "Error sending event" };

  measure(
    "schedule a state event",
    "sends nothing if /versions does not mention delayed events",
    async () => {
      const alices = await given().in(given().alice);
      assert.deepEqual(await alices.send({ state_key: "never" }), { error: failed });
      assert.equal(await state("never"), undefined);
      assert.equal((await alices.overview()).diagnosis, "homeserver-without-delayed-events");
      return "not sent";
    },
  );

  measure("schedule a message", "sends no message either", async () => {
    const { alice, room } = given();
    assert.deepEqual(await (await given().in(alice)).send(MESSAGE), { error: failed });
    const types = (await alice.timeline(room)).map(({ type }) => type);
    assert.ok(!types.includes(MESSAGE.type));
    return "not sent";
  });

  const claimsSupport = () => {
    const body = { versions: ["v1.11"], unstable_features: { "org.matrix.msc4140": true } };
    given().proxy.inject({ path: /\/versions$/ }, { kind: "answer", status: 200, body });
  };

  measure(
    "restarts do not get through",
    "sends nothing if the homeserver claims support but knows no restart",
    async () => {
      claimsSupport();
      const alices = await given().in(given().alice);
      assert.deepEqual(await alices.send({ state_key: "unheld" }), { error: failed });
      assert.equal(await state("unheld"), undefined);
      assert.equal((await alices.overview()).diagnosis, "restarts-lost");
      return "not sent";
    },
  );

  measure(
    "sends at once",
    "tells widget and user if the homeserver claimed support and sent at once, and schedules nothing more",
    async () => {
      const { proxy, alice } = given();
      claimsSupport();
      const body = { errcode: "M_NOT_FOUND", error: "Delayed event not found" };
      proxy.inject({ path: /\/delayed_events\// }, { kind: "answer", status: 404, body });
      const alices = await given().in(alice);
      assert.equal((await alices.send({ state_key: "first" })).error?.message, "Error sending event");
      assert.notEqual(await state("first"), undefined);
      assert.equal((await alices.overview()).diagnosis, "homeserver-sends-at-once");
      alices.restart();
      assert.equal((await alices.send({ state_key: "second" })).error?.message, "Error sending event");
      assert.equal(await state("second"), undefined);
      assert.equal((await alices.overview()).diagnosis, "homeserver-sends-at-once");
      assert.deepEqual(
        (await alices.views()).filter(({ state }) => state === "pending"),
        [],
      );
      proxy.clear();
      return "once, then never";
    },
  );
}
