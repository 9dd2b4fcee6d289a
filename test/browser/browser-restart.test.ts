import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import type { TestBrowser } from "../environment/browser/browsers.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { openPopup, tabOf } from "../environment/popup/popup-page.ts";
import { EXTENSION, type OpenClient, openBrowser, openClient } from "../environment/stage.ts";
import { type TemporaryFolder, temporaryFolder } from "../environment/temporary-folder.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

/** Schedules a message in ten minutes, and never restarts it. */
const MESSAGE = "autostart=1&kind=message&delay=600000&interval=3600000";
/**
 * When Firefox closes, it deletes the storage of an add-on that was loaded from a folder, unless this preference is
 * set. The storage of an add-on from a store stays.
 */
const preferences = {
  "extensions.webextensions.keepStorageOnUninstall": true,
  "extensions.webextensions.keepUuidOnUninstall": true,
};

const SAYS_READY = '[data-testid="diagnosis"][data-diagnosis="ready"]';
/** A little longer than a client's long poll, during which it requests nothing (ms). */
const LONG_POLL = 40_000;

describe(`a browser that is closed and started again, in ${browserName}`, function () {
  this.timeout(150_000);
  const scene = useStage({ browser: false });
  let profile: TemporaryFolder;
  let browser: TestBrowser | undefined;
  beforeEach(async () => {
    profile = await temporaryFolder("profile");
  });
  afterEach(async () => {
    await browser?.close();
    await profile?.remove();
  });
  const start = (options: { restoring?: boolean } = {}) =>
    openBrowser(browserName, { extension: EXTENSION.test, profile: profile.path, preferences, ...options });
  const schedule = async (running: TestBrowser, widgetId: string): Promise<OpenClient> => {
    const client = await openClient(running, scene.stage, { widgetId, widgetQuery: MESSAGE });
    await client.untilHeartbeat("the message is scheduled", ({ delayId }) => delayId !== undefined);
    return client;
  };
  const pending = async () => (await scene.stage.aliceElsewhere.delayedEvents()).length;

  it("still lists the pending delay, says that it sees no login, and can cancel the delay once the client is open", async () => {
    browser = await start();
    await schedule(browser, "poll");
    await browser.close();

    browser = await start();
    const blank = await browser.newPage("about:blank");
    const before = await openPopup(browser, await tabOf(browser, blank));
    const row = await before.row("poll");
    await row.shows("without-session");
    assert.deepEqual([await pending(), uncaughtErrors(browser)], [1, []]);
    await before.page.close();

    const client = await schedule(browser, "other");
    assert.equal(await pending(), 2);
    const popup = await openPopup(browser, await tabOf(browser, client.page));
    const poll = await popup.row("poll");
    await poll.do("cancel");
    await poll.until("cancelled");
    assert.equal(await pending(), 1);
    assert.deepEqual(uncaughtErrors(browser), []);
  });

  // Chromium's driver can only start it with an empty page.
  if (browserName === "firefox")
    it("learns the session of a client that it restored within one long poll", async () => {
      browser = await start({ restoring: true });
      const { page } = await openClient(browser, scene.stage, { widgetId: "before" });
      const url = page.url();
      await browser.close();

      browser = await start({ restoring: true });
      const restored = await pageAt(browser, url);
      const popup = await openPopup(browser, await tabOf(browser, restored));
      await popup.page.waitForSelector(SAYS_READY, { timeout: LONG_POLL });
      const before = await pending();
      await restored.bringToFront();
      await evaluate(restored, (given) => window.testClient.addWidget(given), {
        widgetId: "after",
        widget: `${scene.stage.widgetOrigin}/widget/widget.html?${MESSAGE}`,
      });
      await until("its next widget schedules", async () => (await pending()) === before + 1);
      assert.deepEqual(uncaughtErrors(browser), []);
    });
});

/** @returns the page that the browser has restored at this address, once its client has loaded */
async function pageAt(browser: TestBrowser, url: string): Promise<Page> {
  let found: Page | undefined;
  await until("the client has loaded", async () => {
    found = (await browser.openPages()).find((page) => page.url() === url);
    return (await found?.evaluate(() => window.testClient.ready.then(() => true))) ?? false;
  });
  return found as Page;
}
