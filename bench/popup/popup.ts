import type { BrowserName, TestBrowser } from "../../test/environment/browser/browsers.ts";
import { multiply } from "../../test/environment/popup/many-delays.ts";
import { openPopup, tabOf } from "../../test/environment/popup/popup-page.ts";
import { computed, idleWork, restartOften } from "../../test/environment/popup/popup-speed.ts";
import { EXTENSION, openBrowser, openClient, type Stage } from "../../test/environment/stage.ts";
import { type Samples, takeTurns } from "../contest.ts";

const MANY = 1_000;
/** Long times: during the bench no delay becomes due, and the widget restarts nothing by itself. */
const LAZY = "delay=3600000&interval=3600000&autostart=1";
/** How many restarts make one sample, which is the time within which 95% of them are answered. */
const RESTARTS = 60;
const PAUSE = 20;
/** Everything that the popup requests on opening has arrived after this time (ms). */
const OPENING = 2_000;

/** What the popup costs (ms). Only Chromium reports how much a page computes. */
export interface PopupSamples {
  opening: Samples<"opening">;
  restart: Samples<"restart">;
  work?: Samples<"idle" | "restart">;
}

/**
 * Measures the popup with one delay pending and with a thousand more, in two browsers that take turns: the time until
 * it shows the list, and its computing time while it is open. With a thousand more, also measures a widget's restart
 * with the popup closed and open.
 */
export async function popupCosts(name: BrowserName, stage: Stage, rounds: number): Promise<PopupSamples> {
  const opened: TestBrowser[] = [];
  const open = async (count: number) => {
    const browser = await openBrowser(name, { extension: EXTENSION.test });
    opened.push(browser);
    return sceneIn(browser, stage, count);
  };
  try {
    const [few, many] = [await open(0), await open(MANY)];
    const opening = await takeTurns(
      ["opening"],
      { few: few.opening, again: few.opening, many: many.opening },
      rounds,
    );
    const restart = await takeTurns(
      ["restart"],
      {
        closed: many.restart,
        again: many.restart,
        opening: () => many.restartBesidePopup(0),
        open: () => many.restartBesidePopup(OPENING),
      },
      Math.max(5, Math.floor(rounds / 2)),
    );
    if (name !== "chromium") return { opening, restart };
    const arms = { few: await few.withPopup(few.work), many: await many.withPopup(many.work) };
    return { opening, restart, work: await takeTurns(["idle", "restart"], arms, 5) };
  } finally {
    for (const browser of opened) await browser.close();
  }
}

/** Opens a client whose widget has a delay, and makes this many copies of the delay. */
async function sceneIn(browser: TestBrowser, stage: Stage, count: number) {
  // Each widget needs its own id: the state event of one would otherwise end the other's delay.
  const widgetId = `beside-${count}`;
  const client = await openClient(browser, stage, { widgetQuery: LAZY, widgetId });
  await client.untilHeartbeat("it beats", ({ phase }) => phase === "beating");
  const delayId = await client.heartbeat((heartbeat) => heartbeat.delayId ?? "");
  const tab = await tabOf(browser, client.page);
  if (count > 0) await multiply(browser, delayId, count);
  let popup: Awaited<ReturnType<typeof openPopup>> | undefined;
  const restartTimes = () => restartOften(client, delayId, RESTARTS, PAUSE);

  return {
    async opening() {
      const begin = performance.now();
      const { page } = await openPopup(browser, tab);
      const opening = performance.now() - begin;
      await page.close();
      return { opening };
    },
    async restart() {
      const took = (await restartTimes()).toSorted((one, other) => one - other);
      return { restart: took[Math.ceil(0.95 * RESTARTS) - 1] ?? 0 };
    },
    /** Restarts while the popup is open, `since` ms after its list has appeared. */
    async restartBesidePopup(since: number) {
      const { page } = await openPopup(browser, tab);
      await new Promise((resolve) => setTimeout(resolve, since));
      const took = await this.restart();
      await page.close();
      return took;
    },
    async work() {
      const page = popup?.page;
      if (!page) throw new Error("The popup is not open");
      await page.bringToFront();
      const idle = await idleWork(page);
      const [before, began] = [await computed(page), performance.now()];
      await restartTimes();
      const restarting = (await computed(page)) - before - (idle * (performance.now() - began)) / 1_000;
      return { idle, restart: Math.max(0, restarting / RESTARTS) };
    },
    /** Opens the popup and leaves it open. @returns the arm, unchanged */
    async withPopup<Arm>(arm: Arm): Promise<Arm> {
      popup ??= await openPopup(browser, tab);
      return arm;
    },
  };
}
