import assert from "node:assert/strict";
import type { ProxiedRequest } from "../environment/homeserver/fault-proxy.ts";
import { until } from "../environment/until.ts";
import { EVENTS } from "./a-proxied-background.ts";
import { aFaultyScene, EVENTS_OF } from "./faults/scene.ts";

/**
 * When a worker that has just started has decided (ms): it waits 12 s for the previous worker's request to arrive, and
 * may have to ask a slow homeserver again.
 */
const SETTLED = 50_000;

describe("a worker that the browser stops", function () {
  this.timeout(120_000);
  let scene: Awaited<ReturnType<typeof aFaultyScene>>;
  let release = () => {};
  before(async () => {
    scene = await aFaultyScene();
  });
  beforeEach(() => scene.begin());
  afterEach(() => release());
  after(() => scene?.given.close());

  const states = async () => (await scene.given.background.overview()).delays.map(({ state }) => state);
  const untilPending = (count: number) =>
    until(`${count} are pending`, async () => (await scene.given.pending()).length === count);

  /** From now on the homeserver schedules events, but its answers wait for `release`. */
  function holdAnswers(): void {
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    scene.given.proxy.inject(scene.isSchedule, { kind: "hold", meanwhile: () => released });
  }

  /** Schedules an event, and stops the worker once the homeserver has it. @returns the delay_id, which nobody got */
  async function killedMeanwhile(event: object, asker = {}): Promise<string> {
    const { given } = scene;
    holdAnswers();
    void given.send(event, asker);
    await untilPending(1);
    given.background.restart();
    given.proxy.clear();
    const [delay_id] = await given.pending();
    return delay_id ?? "";
  }

  for (const kind of ["state", "message"] as const) {
    it(`leaves no unclaimed ${kind} event, and the next worker reports that`, async () => {
      const { given } = scene;
      await killedMeanwhile(EVENTS_OF[kind]());
      await until(
        "the homeserver holds none",
        async () => {
          await given.background.tick();
          return (await given.pending()).length === 0;
        },
        SETTLED,
      );
      const [last] = (await given.background.overview()).delays;
      assert.deepEqual([last?.state, last?.by], ["cancelled", "postdate"]);
    });

    it(`leaves no ledger entry that waits for a ${kind} event that never arrived`, async () => {
      const { given } = scene;
      let stop = () => {};
      const stopped = new Promise<void>((resolve) => {
        stop = resolve;
      });
      const isScheduled = (request: ProxiedRequest) => {
        if (!scene.isSchedule(request)) return false;
        given.background.restart();
        stop();
        return true;
      };
      given.proxy.inject(isScheduled, { kind: "reset-before" }, { times: 1 });
      void given.send(EVENTS_OF[kind]());
      await stopped;
      await until(
        "nothing waits",
        async () => {
          await given.background.tick();
          const entries = [...given.background.persistent.values].filter(([key]) => key.startsWith("delay "));
          const waiting = entries.filter(([, entry]) => (entry as { state: string }).state === "intended");
          return entries.length > 0 && waiting.length === 0;
        },
        SETTLED,
      );
      assert.deepEqual(await given.pending(), []);
      assert.ok(!(await states()).includes("pending"));
    });

    it(`makes the same request for a ${kind} event only once, even if the next worker gets it too`, async () => {
      const { given } = scene;
      const asker = { nonce: await given.background.load({ approved: EVENTS }), id: crypto.randomUUID() };
      const event = EVENTS_OF[kind]();
      const held = await killedMeanwhile(event, asker);
      assert.deepEqual(await given.send(event, asker), { room_id: given.room, delay_id: held });
      assert.deepEqual(await given.pending(), [held]);
      await given.background.tick();
      assert.deepEqual(await given.pending(), [held]);
      assert.ok((await states()).includes("pending"));
    });
  }

  it("makes a request with the same name only once, also while it lives", async () => {
    const { given } = scene;
    const asker = { nonce: await given.background.load({ approved: EVENTS }), id: crypto.randomUUID() };
    const event = EVENTS_OF.state();
    const [first, second] = await Promise.all([given.send(event, asker), given.send(event, asker)]);
    assert.equal(typeof first?.delay_id, "string");
    assert.deepEqual(second, first);
    assert.deepEqual(await given.pending(), [first?.delay_id]);
  });

  it("schedules two events if two requests ask for the same", async () => {
    const { given } = scene;
    const nonce = await given.background.load({ approved: EVENTS });
    const event = EVENTS_OF.state();
    const ask = () => given.send(event, { nonce, id: crypto.randomUUID() });
    const told = [await ask(), await ask()];
    assert.deepEqual(new Set(await given.pending()), new Set(told.map((each) => each?.delay_id)));
    assert.equal((await given.pending()).length, 2);
  });

  it("keeps an event whose delay_id the widget already has", async () => {
    const { given } = scene;
    const delay_id = await given.scheduled();
    given.background.restart();
    await given.background.tick();
    assert.deepEqual(await given.pending(), [delay_id]);
    assert.deepEqual(await given.update(delay_id, "restart"), {});
  });
});
