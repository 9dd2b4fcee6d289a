import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { median } from "../environment/call/answer-times.ts";
import type { RoomEvent } from "../environment/homeserver/room-events.ts";
import type { OpenClient } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

/** Short enough for a test, and long enough to fit a restart on a busy machine. */
const DELAY = 6_000;
const QUICK = `autostart=1&delay=${DELAY}&interval=800`;
/** How long after its time a last will may be sent and received (ms). */
const LATE = 10_000;
/** How much too early an event may seem, because browsers round times (ms). */
const ROUNDED = 200;

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
  /** A new widget for each test, with its id as its state key. */
  const aWidget = (widgetQuery = QUICK) => ({ widgetId: `heart-${++count}`, widgetQuery });

  describe("without the extension", () => {
    scene.useBrowser({ extension: undefined });

    it("has its last will sent immediately: the harm is real", async () => {
      const { stage } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const { page, client, untilHeartbeat } = await scene.openClient(widget);
      await untilHeartbeat("scheduling has failed", ({ phase }) => phase === "failed");
      const event = await stage.bob.waitForEvent(stage.room, isLastWill(widget.widgetId), LATE, mark);
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

    const beating = (opened: OpenClient, times = 2) =>
      until(`${times} restarts have succeeded`, () =>
        evaluate(
          opened.widget(),
          (wanted: number) => {
            const { phase, restarts } = window.heartbeat;
            return (
              phase === "beating" && restarts.filter(({ error }) => error === undefined).length >= wanted
            );
          },
          times,
        ),
      );
    /** The earliest time at which the last will may be sent: a whole delay after the latest restart (epoch ms). */
    const dueAt = async (opened: OpenClient) =>
      DELAY + (await opened.heartbeat(({ restarts }) => restarts.at(-1)?.at ?? Number.NaN));

    it("gets the homeserver's delay_id, and has its restarts answered well within 2 s", async () => {
      const widget = aWidget();
      const opened = await scene.openClient(widget);
      await beating(opened, 3);
      const { delayId, restarts } = await opened.heartbeat(({ delayId, restarts }) => ({
        delayId,
        restarts,
      }));
      const pending = await scene.stage.aliceElsewhere.delayedEvents();
      const ours = pending.find(({ delay_id }) => delay_id === delayId);
      assert.equal(ours?.state_key, widget.widgetId);
      assert.equal(ours?.delay, DELAY);
      // The median, since other programs may use the machine for a moment.
      const took = median(restarts.map(({ ms }) => ms));
      assert.ok(took < 1_000, `a restart took ${took} ms`);
      await opened.page.close();
    });

    it("puts nothing into the room before its time, and the client hears nothing of the delay", async () => {
      const { stage } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const opened = await scene.openClient(widget);
      await beating(opened);
      // With the restarts above, this outlasts the delay, so only the restarts hold the event back.
      await stage.bob.expectNone(stage.room, isLastWill(widget.widgetId), 5_000, mark);
      const heard = await opened.client(({ hostMessages }) => hostMessages.map(({ data }) => data as Heard));
      // The probe comes from the extension, and is harmless.
      const asked = heard.filter(({ requestId = "" }) => !requestId.startsWith("postdate-probe-"));
      assert.ok(asked.length > 0);
      const delayed = asked.filter(
        ({ action = "", data }) => action.endsWith("update_delayed_event") || data?.delay !== undefined,
      );
      assert.deepEqual(delayed, []);
      await opened.page.close();
    });

    it("leaves its last will when the heartbeat stops", async () => {
      const { stage } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const opened = await scene.openClient(widget);
      await beating(opened);
      await opened.heartbeat((heartbeat) => heartbeat.stop());
      const due = await dueAt(opened);
      const event = await stage.bob.waitForEvent(stage.room, isLastWill(widget.widgetId), DELAY + LATE, mark);
      assert.ok(event.origin_server_ts > due - ROUNDED, `${due - event.origin_server_ts} ms too early`);
      await opened.page.close();
    });

    it("leaves its last will when the tab is closed", async () => {
      const { stage } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const opened = await scene.openClient(widget);
      await beating(opened);
      const due = await dueAt(opened);
      await opened.page.close();
      const event = await stage.bob.waitForEvent(stage.room, isLastWill(widget.widgetId), DELAY + LATE, mark);
      assert.ok(event.origin_server_ts > due - ROUNDED, `${due - event.origin_server_ts} ms too early`);
    });

    it("sends its event now", async () => {
      const { stage } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const opened = await scene.openClient(widget);
      await beating(opened);
      await opened.heartbeat((heartbeat) => heartbeat.sendNow());
      assert.equal(await opened.heartbeat(({ phase }) => phase), "sent");
      await stage.bob.waitForEvent(stage.room, isLastWill(widget.widgetId), LATE, mark);
      await opened.page.close();
    });

    it("cancels its event, and the event is never sent", async () => {
      const { stage } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const opened = await scene.openClient(widget);
      await beating(opened);
      await opened.heartbeat((heartbeat) => heartbeat.cancel());
      assert.equal(await opened.heartbeat(({ phase }) => phase), "cancelled");
      await stage.bob.expectNone(stage.room, isLastWill(widget.widgetId), DELAY + 500, mark);
      await opened.page.close();
    });

    it("keeps its last will from being sent while the browser keeps stopping the extension's worker", async () => {
      const { stage, browser } = scene;
      const widget = aWidget();
      const mark = await stage.bob.mark();
      const opened = await scene.openClient(widget);
      for (let kills = 0; kills < 3; kills += 1) {
        await beating(opened, 2 + kills);
        await browser.killWorker();
      }
      await stage.bob.expectNone(stage.room, isLastWill(widget.widgetId), 5_000, mark);
      const errors = await opened.heartbeat((heartbeat) => heartbeat.errors);
      assert.deepEqual(errors, []);
      await opened.page.close();
    });
  });
});
