import assert from "node:assert/strict";
import { logIn } from "../environment/homeserver/matrix-user.ts";
import { startSynapse } from "../environment/homeserver/synapse.ts";
import { runningTime } from "../environment/running-time.ts";
import { aBackground } from "./a-background.ts";
import { TYPE } from "./a-homeserver.ts";
import { UPDATE } from "./a-proxied-background.ts";

describe("a homeserver without delayed events", function () {
  this.timeout(120_000);

  it("gets no event that it would send immediately, and the widget gets the host's error", async () => {
    const synapse = await startSynapse({ config: { max_event_delay_duration: null } });
    try {
      const { userId, password } = await synapse.registerUser("alice");
      const alice = await logIn(synapse.baseUrl, userId, password);
      const room = await alice.createRoom();
      const background = aBackground();
      await background.seen(synapse.baseUrl, alice.accessToken);
      const mark = await alice.mark();
      const data = { type: TYPE, state_key: "k", content: {}, room_id: room, delay: 1_000 };
      assert.deepEqual(await background.ask("send_event", data), {
        error: { message: "Error sending event" },
      });
      await alice.expectNone(room, () => true, 300, mark);
      assert.equal((await background.overview()).diagnosis, "homeserver-without-delayed-events");
      assert.deepEqual((await background.overview()).delays, []);
    } finally {
      await synapse.stop();
    }
  });

  it("does not answer when it is down, and the widget gets the host's error in time", async () => {
    const synapse = await startSynapse();
    const { userId, password } = await synapse.registerUser("alice");
    const alice = await logIn(synapse.baseUrl, userId, password);
    const room = await alice.createRoom();
    const background = aBackground();
    await background.seen(synapse.baseUrl, alice.accessToken);
    const data = { type: TYPE, state_key: "k", content: {}, room_id: room, delay: 60_000 };
    const { delay_id } = (await background.ask("send_event", data)) ?? {};
    await synapse.stop();
    const ms = runningTime();
    assert.deepEqual(await background.ask(UPDATE, { delay_id, action: "restart" }), {
      error: { message: "Error updating delayed event" },
    });
    assert.ok(ms() < 2_000, `${ms()} ms`);
    const { error } = (await background.ask("send_event", data)) as { error: { message: string } };
    assert.equal(error.message, "Error sending event");
    const states = (await background.overview()).delays.map(({ state }) => state);
    assert.deepEqual(states, ["pending"]);
    assert.equal((await background.overview()).diagnosis, "homeserver-unreachable");
  });
});
