import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import type { RoomEvent } from "../environment/homeserver/room-events.ts";
import type { OpenClient } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

/** Long enough for a restart that is late on a busy machine or in a background tab (ms). */
const DELAY = 6_000;
const widgetQuery = `autostart=1&delay=${DELAY}&interval=800`;
/** How long after its time the closed tab's last will may come (ms). */
const LATE = 10_000;

describe(`a client open in two tabs, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage();

  /** Opens the client on its own device, with a beating widget. */
  async function beating(widgetId: string): Promise<OpenClient> {
    const client = await scene.openClient({ widgetQuery, widgetId });
    await client.untilHeartbeat("it beats", ({ restarts }) =>
      restarts.some(({ error }) => error === undefined),
    );
    return client;
  }
  const isLastWill =
    (widgetId: string) =>
    ({ state_key, content }: RoomEvent) =>
      state_key === widgetId && content.status === "gone";
  const restartsOf = (client: OpenClient) => client.heartbeat(({ restarts }) => restarts.length);
  const errorsOf = (client: OpenClient) => client.heartbeat(({ errors }) => errors);

  it("has a last will in each: the closed tab's is sent, the other's is not", async () => {
    const { stage } = scene;
    const [staying, leaving] = [await beating("staying"), await beating("leaving")];
    const mark = await stage.bob.mark();
    await leaving.page.close();
    await stage.bob.waitForEvent(stage.room, isLastWill("leaving"), DELAY + LATE, mark);
    // With the wait for the closed tab's last will, this covers two delays.
    await stage.bob.expectNone(stage.room, isLastWill("staying"), DELAY, mark);
    assert.deepEqual(await errorsOf(staying), []);
    await staying.page.close();
  });

  for (const [order, last] of [
    ["first", 0],
    ["last", 1],
  ] as const)
    it(`continues in one tab when the tab that logged in ${order} logs out, because that ends only one of two sessions`, async () => {
      const tabs = [await beating(`${order} a`), await beating(`${order} b`)];
      const [out] = tabs.splice(last, 1);
      const [stays] = tabs;
      assert.ok(out && stays);
      await out.client(({ logOut }) => logOut());
      const before = await restartsOf(stays);
      await until(
        "the widget has beaten six more times",
        async () => (await restartsOf(stays)) > before + 5,
        30_000,
      );
      assert.deepEqual(await errorsOf(stays), []);
      await Promise.all([out.page.close(), stays.page.close()]);
    });
});
