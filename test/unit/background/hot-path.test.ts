import assert from "node:assert/strict";
import { LAST_WILL, useBackground } from "./use-background.ts";
import { HOMESERVER } from "./willing-homeserver.ts";

describe("what the background has learned", () => {
  const scene = useBackground(undefined, { alarm: false });

  const writes = () => scene.background.given.persistent.length + scene.background.given.inMemory.length;

  /** Lets the background finish what it does not await: the check after a schedule, the toolbar button. */
  async function settle() {
    for (let quiet = 0, before = -1; quiet < 10; quiet += 1) {
      if (writes() !== before) quiet = 0;
      before = writes();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Counts what a task costs: reads and writes of storage, and questions to the browser about permissions. */
  async function costOf(task: () => Promise<unknown>) {
    const { persistent, inMemory, given } = scene.background;
    const reads: string[] = [];
    for (const store of [persistent, inMemory]) {
      const { get, all } = store;
      store.get = (key) => {
        reads.push(key);
        return get(key);
      };
      store.all = (prefix) => {
        reads.push(`${prefix}…`);
        return all(prefix);
      };
    }
    const [written, checked] = [writes(), given.permissionChecks];
    await task();
    await settle();
    return { reads, writes: writes() - written, permissionChecks: given.permissionChecks - checked };
  }

  it("makes a client's further requests free: no storage, no question to the browser, no request", async () => {
    // The second reads back what the first has noted about its site.
    for (let time = 0; time < 2; time += 1) await scene.background.seen(HOMESERVER, "t1");
    await settle();
    const requests = scene.requests.length;
    const cost = await costOf(() => scene.background.seen(HOMESERVER, "t1"));
    assert.deepEqual(cost, { reads: [], writes: 0, permissionChecks: 0 });
    assert.equal(scene.requests.length, requests);
  });

  it("is not enough for a token that was not seen before: it is stored", async () => {
    await scene.background.seen(HOMESERVER, "t1");
    const cost = await costOf(() => scene.background.seen(HOMESERVER, "t2"));
    assert.notEqual(cost.writes, 0);
  });

  it("leaves one request for a restart, and one write of its new due time", async () => {
    await scene.background.seen(HOMESERVER, "t1");
    const nonce = await scene.background.load({});
    const { delay_id } = (await scene.background.ask("send_event", LAST_WILL, { nonce })) as {
      delay_id: string;
    };
    const restart = () =>
      scene.background.ask(
        "org.matrix.msc4157.update_delayed_event",
        { delay_id, action: "restart" },
        { nonce },
      );
    await restart();
    await settle();
    const requests = scene.requests.length;
    const cost = await costOf(async () => assert.deepEqual(await restart(), {}));
    assert.deepEqual(cost, { reads: [], writes: 1, permissionChecks: 0 });
    assert.equal(scene.requests.length - requests, 1);
  });
});
