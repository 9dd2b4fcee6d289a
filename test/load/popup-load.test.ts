import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { takePictures } from "../environment/popup/look.ts";
import { multiply, removeCopies } from "../environment/popup/many-delays.ts";
import type { PopupPage } from "../environment/popup/popup-page.ts";
import { LAZY, type PopupScene, setPopupScene } from "../environment/popup/popup-scene.ts";
import { computed, idleWork, restartOften } from "../environment/popup/popup-speed.ts";

const MANY = 1_000;
const RESTARTS = 10;
/** How much longer it may take to open with all of them than with one (ms), if one takes almost no time. */
const OPENED_WITHIN = 2_000;
/** The CPU time that it may use in an idle second, and for a restart (ms). */
const IDLE = 100;
const A_RESTART = 50;

describe(`the popup with ${MANY} pending delays, in ${browserName}`, function () {
  this.timeout(120_000);
  let scene: PopupScene;
  before(async () => {
    scene = await setPopupScene(browserName);
  });
  after(() => scene?.close());
  afterEach(async () => {
    await removeCopies(scene.browser);
    await scene.tidy();
    assert.deepEqual(uncaughtErrors(scene.browser), []);
  });

  /** Opens the popup a second time, since the first time may start the background. */
  async function openTimed(): Promise<{ popup: PopupPage; took: number }> {
    await (await scene.open()).page.close();
    const begin = performance.now();
    const popup = await scene.open();
    return { popup, took: performance.now() - begin };
  }

  /** The CPU time in a second, and for a restart (ms). Only Chromium reports it. */
  async function work({ page }: PopupPage, delayId: string): Promise<{ idle: number; perRestart: number }> {
    const idle = await idleWork(page);
    const [before, begin] = [await computed(page), performance.now()];
    await restartOften(scene.client, delayId, RESTARTS);
    const seconds = (performance.now() - begin) / 1_000;
    return { idle, perRestart: ((await computed(page)) - before - idle * seconds) / RESTARTS };
  }

  it("draws only the visible ones, and shows each restart at once", async () => {
    const { browser, client, scheduling } = scene;
    const { widgetId, delayId } = await scheduling.schedule(LAZY);
    const few = await openTimed();
    await few.popup.row(widgetId);
    const alone = await restartOften(client, delayId, RESTARTS);
    await few.popup.page.close();

    await multiply(browser, delayId, MANY);
    const { popup, took } = await openTimed();
    const { page } = popup;
    const drawn = await page.$$('[data-testid="delay"]');
    assert.ok(drawn.length < 100, `${drawn.length} rows are drawn`);
    const together = await restartOften(client, delayId, RESTARTS);
    console.log(
      `      opened in ${Math.round(took)} ms, ${Math.round(few.took)} ms with one; restarts took ${mostOf(together)}, ${mostOf(alone)} with one`,
    );
    if (browser.name === "chromium") {
      const { idle, perRestart } = await work(popup, delayId);
      console.log(
        `      computes ${idle.toFixed(1)} ms a second, and ${perRestart.toFixed(1)} ms for each restart`,
      );
      assert.ok(idle < IDLE, `It computes ${idle} ms each second`);
      assert.ok(perRestart < A_RESTART, `It computes ${perRestart} ms for each restart`);
    }
    // A busy machine that takes twice as long for one delay takes twice as long for all.
    assert.ok(took - few.took < OPENED_WITHIN + few.took, `It took ${took - few.took} ms longer to open`);
    // Popups are no taller than this.
    await takePictures(browser, page, "popup-many", 600);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.waitForSelector(`[data-testid="delay"][aria-posinset="${MANY + 1}"]`);
  });
});

/** @returns the time within which nine of ten were done, as text */
function mostOf(took: number[]): string {
  const most = took.toSorted((one, other) => one - other)[Math.floor(took.length * 0.9)] ?? 0;
  return `${Math.round(most)} ms at most (9 of 10)`;
}
