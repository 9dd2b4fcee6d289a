import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import type { RoomEvent } from "../environment/homeserver/room-events.ts";
import type { OpenClient } from "../environment/stage.ts";
import { useStage } from "../environment/use-stage.ts";

/** Short enough for a test, and long enough to fit a restart on a busy machine. */
const QUICK = "autostart=1&delay=4000&interval=800";

/** A message received by the client's page. */
interface Heard {
  requestId?: string;
  action?: string;
  data?: { delay?: number };
}

const isLastWill = (stateKey: string) => (event: RoomEvent) =>
  event.state_key === stateKey && event.content.status === "gone";

describe(`a widget in a client that knows nothing of delayed events, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ browser: false });

  let count = 0;
  /** Each test has its own widget, whose id is its state key. */
  const aWidget = (widgetQuery = QUICK) => ({ widgetId: `heart-${++count}`, widgetQuery });

  describe("without the extension", () => {
    scene.useBrowser({ extension: undefined });

    it("has its last will sent immediately: the harm is real", async () => {
      const { stage } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const { page, client, untilHeartbeat } = await scene.openClient(widget);
      await untilHeartbeat("scheduling has failed", ({ phase }) => phase === "failed");
      const event = await stage.bob.waitForEvent(stage.room, isLastWill(widget.widgetId), 2_000, mark);
      assert.ok(event.event_id);
      assert.deepEqual(await stage.aliceElsewhere.delayedEvents(), []);
      const sent = await client(({ driverCalls }) =>
        driverCalls.some(({ method }) => method === "sendEvent"),
      );
      assert.equal(sent, true);
      await page.close();
    });
  });

  describe("with the extension", () => {
    scene.useBrowser();
    afterEach(() => {
      const failures = uncaughtErrors(scene.browser);
      assert.deepEqual(failures, []);
    });

    const beating = (opened: OpenClient) =>
      opened.untilHeartbeat(
        "two restarts have succeeded",
        ({ phase, restarts }) =>
          phase === "beating" && restarts.filter(({ error }) => error === undefined).length >= 2,
      );

    it("gets the homeserver's delay_id, and answers to its restarts well within 2 s", async () => {
      const widget = aWidget();
      const opened = await scene.openClient(widget);
      await beating(opened);
      const { delayId, restarts } = await opened.heartbeat(({ delayId, restarts }) => ({
        delayId,
        restarts,
      }));
      const pending = await scene.stage.aliceElsewhere.delayedEvents();
      const ours = pending.find(({ delay_id }) => delay_id === delayId);
      assert.equal(ours?.state_key, widget.widgetId);
      assert.equal(ours?.delay, 4_000);
      for (const { ms } of restarts) assert.ok(ms < 1_000, `a restart took ${ms} ms`);
      await opened.page.close();
    });

    it("puts nothing into the room before its time, and the client never hears of it", async () => {
      const { stage } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const opened = await scene.openClient(widget);
      await beating(opened);
      // Longer than the delay, so only the restarts hold it back.
      await stage.bob.expectNone(stage.room, isLastWill(widget.widgetId), 5_000, mark);
      const heard = await opened.client(({ hostMessages }) => hostMessages.map(({ data }) => data as Heard));
      // The probe is the extension's own question, and asks for nothing.
      const asked = heard.filter(({ requestId = "" }) => !requestId.startsWith("postdate-probe-"));
      assert.ok(asked.length > 0);
      const delayed = asked.filter(
        ({ action = "", data }) => action.endsWith("update_delayed_event") || data?.delay !== undefined,
      );
      assert.deepEqual(delayed, []);
      await opened.page.close();
    });

    it("is followed by its last will when the heartbeat stops", async () => {
      const { stage } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const opened = await scene.openClient(widget);
      await beating(opened);
      await opened.heartbeat((heartbeat) => heartbeat.stop());
      const stopped = Date.now();
      const event = await stage.bob.waitForEvent(stage.room, isLastWill(widget.widgetId), 8_000, mark);
      assert.ok(event.origin_server_ts - stopped > 2_000);
      await opened.page.close();
    });

    it("is followed by its last will when the tab is closed", async () => {
      const { stage } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const opened = await scene.openClient(widget);
      await beating(opened);
      await opened.page.close();
      const closed = Date.now();
      const event = await stage.bob.waitForEvent(stage.room, isLastWill(widget.widgetId), 8_000, mark);
      assert.ok(event.origin_server_ts - closed > 2_000);
    });

    it("sends its event now", async () => {
      const { stage } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const opened = await scene.openClient(widget);
      await beating(opened);
      await opened.heartbeat((heartbeat) => heartbeat.sendNow());
      await stage.bob.waitForEvent(stage.room, isLastWill(widget.widgetId), 2_000, mark);
      assert.equal(await opened.heartbeat(({ phase }) => phase), "sent");
      await opened.page.close();
    });

    it("cancels its event, which is then never sent", async () => {
      const { stage } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const opened = await scene.openClient(widget);
      await beating(opened);
      await opened.heartbeat((heartbeat) => heartbeat.cancel());
      assert.equal(await opened.heartbeat(({ phase }) => phase), "cancelled");
      await stage.bob.expectNone(stage.room, isLastWill(widget.widgetId), 5_000, mark);
      await opened.page.close();
    });

    it("holds its last will back while the browser keeps stopping the extension's worker", async () => {
      const { stage, browser } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const opened = await scene.openClient(widget);
      for (let kills = 0; kills < 3; kills += 1) {
        await beating(opened);
        await browser.killWorker();
      }
      await stage.bob.expectNone(stage.room, isLastWill(widget.widgetId), 5_000, mark);
      const errors = await opened.heartbeat((heartbeat) => heartbeat.errors);
      assert.deepEqual(errors, []);
      await opened.page.close();
    });
  });
});
