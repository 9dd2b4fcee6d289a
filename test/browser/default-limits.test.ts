import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { browserName } from "../environment/browser/browser-name.ts";
import type { RoomEvent } from "../environment/homeserver/room-events.ts";
import { openPopup, tabOf } from "../environment/popup/popup-page.ts";
import { type OpenClient, setStage } from "../environment/stage.ts";
import { useStage } from "../environment/use-stage.ts";

/** Element Call's values (ms). */
const [DELAY, INTERVAL] = [18_000, 4_000];
const FOR = 120_000;
/** How long the popup stays open, and how long closed (ms). */
const [OPEN, CLOSED] = [4_000, 3_000];

/** Synapse's default rate limit for restarts, cancels, sends and lists together: a burst of 5, then 1 per second. */
const DEFAULT_LIMITS = { rc_message: undefined, rc_delayed_event_mgmt: undefined };

// This takes two minutes and measures the homeserver, so it runs in one browser only.
if (browserName === "chromium")
  describe("a heartbeat at a homeserver with its default rate limits", function () {
    this.timeout(FOR + 60_000);
    const scene = useStage({ set: () => setStage({ config: DEFAULT_LIMITS }) });
    let client: OpenClient;
    before(async () => {
      const widgetQuery = `autostart=1&delay=${DELAY}&interval=${INTERVAL}`;
      client = await scene.openClient({ widgetId: "limited", widgetQuery });
      await client.untilHeartbeat("it beats", ({ phase }) => phase === "beating");
    });

    it("loses no restart in two minutes while the popup is opened and closed repeatedly", async () => {
      const { stage, browser } = scene;
      const mark = await stage.bob.mark();
      const isWill = ({ state_key, content }: RoomEvent) =>
        state_key === "limited" && content.status === "gone";
      const begin = Date.now();
      const tab = await tabOf(browser, client.page);
      let popups = 0;
      for (; Date.now() < begin + FOR; popups += 1) {
        const popup = await openPopup(browser, tab);
        await popup.row("limited");
        await popup.untilDiagnosis("ready");
        await pause(OPEN);
        await popup.page.close();
        await pause(CLOSED);
      }
      await stage.bob.expectNone(stage.room, isWill, 0, mark);

      const { errors, restarts } = await client.heartbeat((it) => ({
        errors: it.errors,
        restarts: it.restarts,
      }));
      const beats = [begin, ...restarts.map(({ at }) => at).filter((at) => at > begin), Date.now()];
      const pauses = beats.slice(1).map((at, place) => at - (beats[place] ?? 0));
      const times = restarts.map(({ ms }) => ms).sort((a, b) => a - b);
      const [median, worst] = [times[Math.floor(times.length / 2)] ?? 0, times.at(-1) ?? 0];
      console.log(
        `      ${restarts.length} restarts, ${errors.length} lost, answered in ${median} ms (median), ${worst} ms (worst); popup opened ${popups} times`,
      );
      assert.deepEqual(errors, []);
      assert.ok(Math.max(...pauses) < 2 * INTERVAL, `${Math.max(...pauses)} ms without a restart`);
      // The machine may have hung for a moment during the slowest one.
      const [second = 0] = times.slice(-2);
      assert.ok(second < 2_000, `restarts took ${second} and ${worst} ms`);
    });
  });
