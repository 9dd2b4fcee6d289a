import assert from "node:assert/strict";
import { logIn } from "../../environment/homeserver/matrix-user.ts";
import { startSynapse } from "../../environment/homeserver/synapse.ts";
import { aBackground } from "../a-background.ts";
import type { Measure } from "../table.ts";
import type { Generation } from "./generations.ts";
import { errorOf, LONG, MESSAGE, type Scene, TYPE } from "./scene.ts";

/** The refusals by a homeserver, and by us before any request. */
export function refusals(given: () => Scene, generation: Generation, measure: Measure): void {
  const widgets = () => given().in(given().alice);

  measure("delay too large", "reports the maximum delay in the codes that MatrixRTC knows", async () => {
    const { alice, room } = given();
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/state/${TYPE}/k`;
    const query = "org.matrix.msc4140.delay=86400001";
    const raw = await fetch(`${given().proxy.baseUrl}${path}?${query}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${alice.accessToken}` },
      body: "{}",
    });
    const { errcode } = (await raw.json()) as { errcode: string };
    assert.equal(`${raw.status} ${errcode}`, generation.tooLarge);

    const before = await alice.delayedEvents();
    const told = await (await widgets()).send({ state_key: "k", delay: 86_400_001 });
    const { response } = told.error?.matrix_api_error ?? {};
    assert.equal(response?.errcode, "M_UNKNOWN");
    assert.equal(response?.["org.matrix.msc4140.errcode"], "M_MAX_DELAY_EXCEEDED");
    assert.equal(response?.["org.matrix.msc4140.max_delay"], 86_400_000);
    assert.deepEqual(await alice.delayedEvents(), before);
    return generation.tooLarge;
  });

  measure("another's delay_id", "does not touch another user's delay whose delay_id leaked", async () => {
    const { bob, room, proxy } = given();
    const delay_id = await bob.scheduleState(room, TYPE, "bob's", {}, LONG);
    const since = async () =>
      (await bob.delayedEvents()).find((event) => event.delay_id === delay_id)?.running_since;
    const before = await since();
    const alices = await widgets();
    const asked = proxy.requests.length;
    for (const action of ["restart", "cancel", "send"])
      assert.equal(errorOf(await alices.update(delay_id, action)), "404 M_NOT_FOUND");
    const updates = proxy.requests.slice(asked).filter(({ method }) => method === "POST");
    assert.deepEqual(updates, []);
    assert.equal(await since(), before);

    const path = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events";
    const anybody = await fetch(`${proxy.baseUrl}${path}/${delay_id}`, {
      method: "POST",
      body: JSON.stringify({ action: "cancel" }),
    });
    assert.equal(anybody.ok, generation.openToAll);
    return generation.openToAll ? "refused only here" : "refused";
  });

  measure(
    "restarts do not get through",
    "schedules nothing if a proxy routes restarts elsewhere",
    async () => {
      const { alice, proxy } = given();
      const before = await alice.delayedEvents();
      const body = { errcode: "M_UNRECOGNIZED", error: "Unrecognized request" };
      proxy.inject({ path: /\/delayed_events/ }, { kind: "answer", status: 404, body });
      const alices = await widgets();
      assert.equal((await alices.send({ state_key: "unheld" })).error?.message, "Error sending event");
      assert.equal((await alices.overview()).diagnosis, "restarts-lost");
      proxy.clear();
      assert.deepEqual(await alice.delayedEvents(), before);
      return "not scheduled";
    },
  );

  measure("message limit", "passes on the whole refusal of a message, and requests it once", async () => {
    const { limited, proxy } = given();
    const carols = await given().in(await limited());
    const answers = [];
    for (let times = 0; times < 50 && !answers.at(-1)?.error; times += 1) {
      proxy.requests.splice(0);
      answers.push(await carols.send(MESSAGE));
    }
    const error = answers.at(-1)?.error?.matrix_api_error;
    assert.equal(error?.http_status, 429);
    assert.equal(error?.response.errcode, "M_LIMIT_EXCEEDED");
    assert.equal(typeof error?.response.retry_after_ms, "number");
    assert.match(error?.http_headers["retry-after"] ?? "", /^\d+$/);
    assert.equal(proxy.requests.filter(({ method }) => method === "PUT").length, 1);
    return "429 M_LIMIT_EXCEEDED";
  });

  if (generation.most)
    measure(
      "too many pending",
      "passes on the whole refusal if a user has too many delayed events",
      async () => {
        const { limited, lift, room } = given();
        const carol = await limited();
        await lift(carol);
        for (let times = 0; times < (generation.most ?? 0); times += 1)
          await carol.scheduleState(room, TYPE, `many-${times}`, {}, LONG);
        const told = await (await given().in(carol)).send({ state_key: "one too many" });
        assert.equal(errorOf(told), "429 M_LIMIT_EXCEEDED");
        assert.equal((await carol.delayedEvents()).length, generation.most);
        return `${generation.most}, then 429`;
      },
    );

  measure("ended token", "passes on the homeserver's answer about a token of an ended session", async () => {
    const { unlimited, proxy } = given();
    const carol = await unlimited();
    const carols = await given().in(carol);
    proxy.requests.splice(0);
    const { delay_id } = await carols.send({ state_key: "logged out" });
    // Otherwise that check may be the first request with the dead token.
    await carols.untilView("the check for duplicates is done", () =>
      proxy.requests.some(
        ({ method, path, status }) => method === "GET" && path.endsWith("/delayed_events") && status === 200,
      ),
    );
    await carol.logOut();
    const told = await carols.update(delay_id, "restart");
    if (generation.endedToken === "accepted") assert.deepEqual(told, {});
    else assert.equal(errorOf(told), "401 M_UNKNOWN_TOKEN");
    return generation.endedToken;
  });

  measure(
    "restarts after many messages",
    "tells the user if restarts count towards the message limit",
    async () => {
      const { limited, exhaustLimit } = given();
      const carol = await limited();
      const carols = await given().in(carol);
      const { delay_id } = await carols.send({ state_key: "limited" });
      await exhaustLimit(carol);
      const told = await carols.update(delay_id, "restart");
      const { diagnosis } = await carols.overview();
      if (generation.restartsAreMessages) {
        assert.equal(errorOf(told), "429 M_LIMIT_EXCEEDED");
        assert.equal(typeof told.error?.matrix_api_error?.response.retry_after_ms, "number");
        assert.equal(diagnosis, "restarts-limited");
        return "limited";
      }
      assert.deepEqual(told, {});
      assert.equal(diagnosis, "ready");
      return "not limited";
    },
  );
}

/** Delayed events are off, but not every version says so. */
export function switchedOff({ version, flagWhenOff, refusalWhenOff }: Generation, measure: Measure): void {
  measure("switched off", "sends nothing if delayed events are off", async () => {
    const synapse = await startSynapse({ version, config: { max_event_delay_duration: null } });
    try {
      const { userId, password } = await synapse.registerUser("alice");
      const alice = await logIn(synapse.baseUrl, userId, password);
      const room_id = await alice.createRoom();
      const versions = await (await fetch(`${synapse.baseUrl}/_matrix/client/versions`)).json();
      const { unstable_features } = versions as { unstable_features: Record<string, unknown> };
      assert.equal(unstable_features["org.matrix.msc4140"], flagWhenOff);

      const background = aBackground();
      await background.seen(synapse.baseUrl, alice.accessToken);
      const data = { room_id, type: TYPE, state_key: "off", content: {}, delay: LONG };
      const told = await background.ask("send_event", data);
      const error = (told as { error?: { message: string } } | undefined)?.error;
      assert.equal(error?.message, "Error sending event");
      assert.equal(await alice.state(room_id, TYPE, "off"), undefined);
      const { diagnosis } = await background.overview();
      if (!flagWhenOff) assert.equal(diagnosis, "homeserver-without-delayed-events");
      return flagWhenOff ? `says yes, ${refusalWhenOff}` : "says no";
    } finally {
      await synapse.stop();
    }
  });
}
