import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { BrowserName, TestBrowser } from "../environment/browsers.ts";
import { openPopup, tabOf } from "../environment/popup-page.ts";
import type { RoomEvent } from "../environment/room-events.ts";
import {
  EXTENSION,
  type OpenClient,
  openBrowser,
  openClient,
  type Stage,
  setStage,
} from "../environment/stage.ts";

const browserName = process.env.POSTDATE_BROWSER as BrowserName;

/** As Element Call has them, in milliseconds. */
const [DELAY, INTERVAL] = [18_000, 4_000];
const FOR = 120_000;
/** How long the popup is open, and then is not, in milliseconds. */
const [OPEN, CLOSED] = [4_000, 3_000];

/** Limits as Synapse has them where nobody sets them: restarts, cancels, sends and lists together 5 at once, then 1 a second. */
const DEFAULT_LIMITS = { rc_message: undefined, rc_delayed_event_mgmt: undefined };

// It takes its two minutes, and what it measures is the homeserver's: once is enough.
if (browserName === "chromium")
  describe("a heartbeat at a homeserver with the limits that it has by default", function () {
    this.timeout(FOR + 60_000);
    let stage: Stage;
    let browser: TestBrowser;
    let client: OpenClient;
    before(async () => {
      stage = await setStage({ config: DEFAULT_LIMITS });
      browser = await openBrowser(browserName, { extension: EXTENSION.test });
      const widgetQuery = `autostart=1&delay=${DELAY}&interval=${INTERVAL}`;
      client = await openClient(browser, stage, { widgetId: "limited", widgetQuery });
      await client.untilHeartbeat("it beats", ({ phase }) => phase === "beating");
    });
    after(async () => {
      await browser?.close();
      await stage?.close();
    });

    it("loses no restart in two minutes, in which the popup is opened and closed again and again", async () => {
      const mark = await stage.bob.mark();
      const isWill = ({ state_key, content }: RoomEvent) =>
        state_key === "limited" && content.status === "gone";
      const end = Date.now() + FOR;
      const tab = await tabOf(browser, client.page);
      let popups = 0;
      for (; Date.now() < end; popups += 1) {
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
      const times = restarts.map(({ ms }) => ms).sort((a, b) => a - b);
      const [median, worst] = [times[Math.floor(times.length / 2)] ?? 0, times.at(-1) ?? 0];
      console.log(
        `      ${restarts.length} restarts, ${errors.length} lost, answered in ${median} ms (median), ${worst} ms (worst); popup opened ${popups} times`,
      );
      assert.deepEqual(errors, []);
      assert.ok(restarts.length >= Math.floor(FOR / INTERVAL) - 1, `${restarts.length} restarts`);
      assert.ok(worst < 2_000, `a restart took ${worst} ms`);
    });
  });
