import assert from "node:assert/strict";
import { DIALECTS, type Dialect, startDialectProxy } from "../environment/homeserver/dialect-proxy.ts";
import { until } from "../environment/until.ts";
import { aBackground } from "./a-background.ts";
import { aProxiedBackground, EVENTS, state } from "./a-proxied-background.ts";
import { Table } from "./table.ts";

const message = { type: "m.room.message", content: { msgtype: "m.text", body: "later" }, delay: 1_000_000 };
/** Unchanged state would not reach the room a second time. */
const EVENTS_OF = { state: () => ({ ...state, state_key: crypto.randomUUID() }), message: () => message };

/** The capabilities of a widget that schedules sticky events. */
const STICKY_TOO = ["org.matrix.msc4157.send.delayed_event", "org.matrix.msc4407.send.sticky_event"];

/** Dialects with delayed events, in which a correct request never sends an event immediately. */
const ABLE = [
  "dedicated",
  "dedicatedDraft",
  "dedicatedOnly",
  "stable",
  "finalised",
  "draftList",
  "specification",
  "juneList",
  "timelessList",
  "tuwunel",
  "noList",
] as const;

/** The request for a single delayed event, and the answer of homeservers without that endpoint. */
const SINGLE = { method: "GET", path: /delayed_events\/[^/]+$/ };
const UNRECOGNIZED = { kind: "answer", status: 405, body: { errcode: "M_UNRECOGNIZED" } } as const;

/** Prints a table at the end with the outcome for each dialect; ✗ marks a violation. */
describe("a homeserver with another dialect than Synapse's", function () {
  this.timeout(120_000);
  const table = new Table(["state", "message", "popup"]);
  let given: Awaited<ReturnType<typeof aProxiedBackground>>;
  before(async () => {
    given = await aProxiedBackground();
  });
  beforeEach(() => given.begin());
  after(async () => {
    console.log(table.printed("\nWhat the extension does with each dialect", "dialect"));
    await given?.close();
  });

  const inRoom = async () => (await given.alice.timeline(given.room)).length;
  const failed = { error: { message: "Error sending event" } };

  async function lives(event: object): Promise<void> {
    const before = await inRoom();
    const delay_id = await given.scheduled(event);
    assert.deepEqual(await given.pending(), [delay_id]);
    assert.equal(await inRoom(), before);
    assert.deepEqual(await given.update(delay_id, "restart"), {});
    assert.deepEqual(await given.pending(), [delay_id]);
    assert.deepEqual(await given.update(delay_id, "cancel"), {});
    assert.deepEqual(await given.pending(), []);
    assert.deepEqual(await given.update(await given.scheduled(event), "send"), {});
    assert.deepEqual(await given.pending(), []);
    assert.equal(await inRoom(), before + 1);
  }

  for (const name of ABLE)
    for (const [kind, event] of Object.entries(EVENTS_OF))
      it(`schedules a ${kind} event, restarts, cancels and sends it (${name})`, async () => {
        table.set(name, kind, "✗");
        given.speak(DIALECTS[name]);
        await lives(event());
        const { diagnosis } = await given.background.overview();
        assert.equal(diagnosis, "ready");
        table.set(name, kind, "scheduled, restarted, cancelled, sent");
        table.set(name, "popup", diagnosis);
      });

  it("gets the dedicated PUT if it has that, because nothing else fails closed", async () => {
    given.speak(DIALECTS.dedicated);
    await given.scheduled();
    given.proxy.requests.splice(0);
    assert.equal(typeof (await given.send(state))?.delay_id, "string");
    const puts = given.asked().filter(({ method }) => method === "PUT");
    assert.equal(puts.length, 1);
    assert.match(puts[0]?.path ?? "", /\/delayed_event\//);
  });

  it("keeps a sticky event sticky, even if its dedicated PUT ignores the stickiness", async () => {
    given.speak(DIALECTS.dedicatedNotSticky);
    await given.scheduled();
    const since = await given.alice.mark();
    const sticky = { ...message, sticky_duration_ms: 60_000 };
    const { delay_id } = (await given.send(sticky, { delayed: STICKY_TOO })) ?? {};
    assert.deepEqual(await given.update(delay_id, "send"), {});
    const event = await given.alice.waitForEvent(
      given.room,
      ({ type }) => type === message.type,
      15_000,
      since,
    );
    assert.deepEqual((event as { msc4354_sticky?: unknown }).msc4354_sticky, { duration_ms: 60_000 });
  });

  it("gets one more request, once, if only the specification's capability names its support", async () => {
    given.speak(DIALECTS.specification);
    await given.send(state);
    const asked = () => given.proxy.requests.map(({ path }) => path.split("?")[0]?.split("/").at(-1));
    assert.ok(asked().includes("capabilities"));
    given.proxy.requests.splice(0);
    await given.send({ ...state, state_key: "again" });
    assert.equal(asked().includes("versions") || asked().includes("capabilities"), false);
  });

  it("has a delay that is too large reported in an error that MatrixRTC knows, whatever its own error", async () => {
    given.speak(DIALECTS.tuwunel);
    for (const event of Object.values(EVENTS_OF)) {
      const { error } = (await given.send({ ...event(), delay: 86_400_001 })) as {
        error?: { matrix_api_error?: { response: Record<string, unknown> } };
      };
      const { response } = error?.matrix_api_error ?? {};
      assert.equal(response?.["org.matrix.msc4140.errcode"], "M_MAX_DELAY_EXCEEDED");
      assert.equal(response?.["org.matrix.msc4140.max_delay"], 86_400_000);
    }
    assert.deepEqual(await given.pending(), []);
  });

  it("may list ended delays, which do not count as pending", async () => {
    given.speak(DIALECTS.juneList);
    const delay_id = await given.scheduled();
    // Ends the delay, and begins with a background that never had it.
    await given.begin();
    given.speak(DIALECTS.juneList);
    given.proxy.inject(SINGLE, UNRECOGNIZED);
    let status: number | undefined;
    // A restart is abandoned after 1.5 s, and a busy machine may take that long to find the account.
    await until("the homeserver is reached in time", async () => {
      const { error } = (await given.update(delay_id, "restart")) as { error?: Record<string, unknown> };
      status = (error?.matrix_api_error as { http_status?: number } | undefined)?.http_status;
      return status !== undefined;
    });
    assert.equal(status, 404);
    assert.deepEqual(
      given.asked().filter(({ method }) => method !== "GET"),
      [],
    );
    assert.deepEqual((await given.background.overview()).delays, []);
  });

  it("lets a delay of another session be used if only the specification's list has it", async () => {
    const { type, content, delay } = state;
    const delay_id = await given.alice.scheduleState(given.room, type, "elsewhere", content, delay);
    given.speak(DIALECTS.specification);
    given.proxy.inject(SINGLE, UNRECOGNIZED);
    assert.deepEqual(await given.update(delay_id, "cancel"), {});
    assert.deepEqual(await given.pending(), []);
  });

  it("may list a delay of another session without a time, which is not read as 1970", async () => {
    given.speak(DIALECTS.timelessList);
    given.proxy.inject(SINGLE, UNRECOGNIZED);
    const { type, content, delay } = state;
    const delay_id = await given.alice.scheduleState(given.room, type, "elsewhere", content, delay);
    assert.deepEqual(await given.update(delay_id, "restart"), {});
    const { state: is, dueAt = 0, scheduledAt = 0 } = await given.view();
    assert.equal(is, "pending");
    for (const time of [dueAt - delay, scheduledAt])
      assert.ok(Math.abs(time - Date.now()) < 60_000, String(time));
  });

  it("gets no second request for an endpoint that it lacks", async () => {
    const delay_id = await given.scheduled();
    await given.update(delay_id, "restart");
    given.proxy.requests.splice(0);
    await given.update(delay_id, "restart");
    await given.send(state);
    const refused = given.proxy.requests.filter(({ status }) => status === 404 || status === 405);
    assert.deepEqual(
      refused.map(({ path }) => path),
      [],
    );
  });

  describe("that changes while the background lives", () => {
    const ways: [string, Dialect, Dialect][] = [
      ["upgraded to stable paths", DIALECTS.noList, DIALECTS.stable],
      ["downgraded to unstable paths", DIALECTS.stable, DIALECTS.finalised],
      ["stripped of its dedicated PUT", DIALECTS.dedicated, DIALECTS.finalised],
    ];
    for (const [what, first, second] of ways)
      it(`keeps scheduling, restarting and cancelling when it is ${what}`, async () => {
        given.speak(first);
        const delay_id = await given.scheduled(message);
        given.speak(second);
        assert.deepEqual(await given.update(delay_id, "restart"), {});
        assert.deepEqual(await given.pending(), [delay_id]);
        const next = (await given.send(state))?.delay_id as string;
        assert.deepEqual(new Set(await given.pending()), new Set([delay_id, next]));
        for (const id of [delay_id, next]) assert.deepEqual(await given.update(id, "cancel"), {});
        assert.deepEqual(await given.pending(), []);
      });

    it("never sends immediately when its PUT is gone and it ignores the query", async () => {
      given.speak(DIALECTS.dedicatedOnly);
      await given.scheduled();
      const before = await inRoom();
      given.speak({ ...DIALECTS.denying, query: "overlooked" });
      assert.equal((await given.send(message))?.delay_id, undefined);
      assert.equal(await inRoom(), before);
    });
  });

  describe("without support", () => {
    for (const name of ["denying", "silent"] as const)
      it(`gets no event (${name})`, async () => {
        given.speak(DIALECTS[name]);
        const before = await inRoom();
        for (const event of Object.values(EVENTS_OF)) assert.deepEqual(await given.send(event()), failed);
        assert.equal(await inRoom(), before);
        assert.deepEqual(await given.pending(), []);
        assert.deepEqual(
          given.asked().filter(({ method }) => method === "PUT"),
          [],
        );
        const { diagnosis } = await given.background.overview();
        assert.equal(diagnosis, "homeserver-without-delayed-events");
        for (const [column, cell] of Object.entries({
          state: "nothing",
          message: "nothing",
          popup: diagnosis,
        }))
          table.set(name, column, cell);
      });

    it("counts as without support if its longest delay is 0 ms, whatever its flag says (tuwunelOff)", async () => {
      given.speak(DIALECTS.tuwunelOff);
      const { error } = (await given.send(message)) as {
        error?: { matrix_api_error?: { http_status: number } };
      };
      assert.equal(error?.matrix_api_error?.http_status, 400);
      const { diagnosis } = await given.background.overview();
      assert.equal(diagnosis, "homeserver-without-delayed-events");
      table.set("tuwunelOff", "message", "its refusal");
      table.set("tuwunelOff", "popup", diagnosis);
    });

    it("sends one event immediately if its claim is false, and gets no more", async () => {
      given.speak({ ...DIALECTS.lying, query: "overlooked" });
      const before = await inRoom();
      for (let times = 0; times < 3; times += 1) assert.equal((await given.send(state))?.delay_id, undefined);
      assert.equal(await inRoom(), before + 1);
      assert.equal((await given.background.overview()).diagnosis, "homeserver-sends-at-once");
    });
  });

  describe("that reports how delays ended", () => {
    beforeEach(() => given.speak(DIALECTS.finalised));
    const notFound = async (delay_id: string, action: string) => {
      const { error } = (await given.update(delay_id, action)) as { error?: Record<string, unknown> };
      assert.equal(error?.message, "Error updating delayed event");
      const { http_status, response } = error.matrix_api_error as { http_status: number; response: object };
      assert.equal(http_status, 404);
      assert.equal((response as { errcode?: string }).errcode, "M_NOT_FOUND");
    };

    it("has a conflict reported as a missing delay, which a call survives", async () => {
      const delay_id = await given.scheduled();
      await given.update(delay_id, "send");
      await notFound(delay_id, "restart");
      await notFound(delay_id, "cancel");
    });

    it("accepts a repeated request for the same ending", async () => {
      const delay_id = await given.scheduled();
      for (let times = 0; times < 2; times += 1) assert.deepEqual(await given.update(delay_id, "cancel"), {});
    });

    it("tells how a delay ended without a list", async () => {
      given.speak(DIALECTS.stable);
      const since = await given.alice.mark();
      await given.scheduled({ ...state, state_key: "in time", delay: 300 });
      const isIt = ({ state_key }: { state_key?: string }) => state_key === "in time";
      await given.alice.waitForEvent(given.room, isIt, 15_000, since);
      const ended = async () => {
        await given.background.tick();
        const { state: end, by } = await given.view();
        return end === "sent" && by === "time";
      };
      await until("the event is known to be sent on time", ended);
    });
  });

  it("lets a delay of another session be used without a list if the single GET knows it", async () => {
    const { type, content, delay } = state;
    const delay_id = await given.alice.scheduleState(given.room, type, "elsewhere", content, delay);
    given.speak({ ...DIALECTS.noList, finalised: true });
    assert.deepEqual(await given.update(delay_id, "cancel"), {});
    assert.deepEqual(await given.pending(), []);
  });

  it("is found under a path", async () => {
    const under = await startDialectProxy(given.synapse.baseUrl, { under: "/matrix/hs" });
    try {
      const background = aBackground();
      await background.seen(under.baseUrl, given.alice.accessToken);
      const asker = { approved: EVENTS };
      const { delay_id } =
        (await background.ask("send_event", { ...state, room_id: given.room }, asker)) ?? {};
      assert.deepEqual(await given.pending(), [delay_id]);
      const { account, diagnosis } = await background.overview();
      assert.deepEqual([account?.homeserver, diagnosis], [under.baseUrl, "ready"]);
    } finally {
      await under.close();
    }
  });
});
