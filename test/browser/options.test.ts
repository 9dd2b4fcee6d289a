import assert from "node:assert/strict";
import messages from "../../_locales/en/messages.json" with { type: "json" };
import { EVERYWHERE } from "../../src/messaging/everywhere.ts";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { answerConsent } from "../environment/popup/consent-window.ts";
import { takePictures, violationsIn } from "../environment/popup/look.ts";
import { openOptions } from "../environment/popup/options-page.ts";
import { tabOf } from "../environment/popup/popup-page.ts";
import { EXTENSION } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

const BOX = '[data-testid="everywhere"]';
const HEARTBEAT = "autostart=1&delay=60000&interval=3600000&type=org.matrix.msc3401.call.member";
/** Without a window, Chromium shows no permission prompt. */
const SHIPPED = { extension: EXTENSION.shipped, headless: browserName !== "chromium" };

// The extension as shipped. Each test continues where the previous one ended.
describe(`the options page, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ browser: SHIPPED });
  afterEach(() => assert.deepEqual(uncaughtErrors(scene.browser), []));

  /**
   * @returns the browser's permissions, the sites of the host's script, and the toolbar button's title and badge in a
   *   tab
   */
  const state = (tabId: number) =>
    scene.browser.evaluateInBackground(async (id) => {
      const { permissions, scripting, action } = (
        globalThis as unknown as { chrome: typeof import("webextension-polyfill") }
      ).chrome;
      const scripts = await scripting.getRegisteredContentScripts();
      return {
        origins: (await permissions.getAll()).origins ?? [],
        scripts: scripts.map((script) => [script.id, ...(script.matches ?? [])]).sort(),
        title: await action.getTitle({ tabId: id }),
        badge: await action.getBadgeText({ tabId: id }),
      };
    }, tabId);
  let clientTab = 0;

  it("passes axe-core, light and dark, while nothing is on, and leaves off what the user denies", async () => {
    const page = await openOptions(scene.browser);
    assert.deepEqual(await violationsIn(scene.browser, page), []);
    await takePictures(scene.browser, page, "options-empty");
    // Chromium does not assign a shortcut that it uses itself (Alt+Shift+P, measured in 156).
    assert.match(await page.$eval('[data-testid="shortcut"]', (p) => p.textContent ?? ""), /^Alt\+Shift\+D /);
    await page.setViewport({ width: 320, height: 640 });
    assert.ok(
      (await page.evaluate(() => document.documentElement.scrollWidth)) <= 320,
      "it scrolls sideways",
    );
    await page.setViewport({ width: 1280, height: 800 });
    await page.click(BOX);
    await scene.browser.answerPermissionPrompt(page, "deny");
    await page.waitForSelector('[data-testid="everywhere-failure"]');
    assert.equal(await page.$eval(BOX, (box) => (box as HTMLInputElement).checked), false);
    await page.close();
  });

  it("gets notifications permitted by one click and one answer, and the background can show them at once", async () => {
    const page = await openOptions(scene.browser);
    await page.click('[data-testid="notifications"]');
    await scene.browser.answerPermissionPrompt(page, "allow");
    const isOn = () =>
      page.$eval('[data-testid="notifications"]', (box) => (box as HTMLInputElement).checked);
    await until("they are on", isOn);
    const canShow = await scene.browser.evaluateInBackground(
      () => "notifications" in (globalThis as unknown as { chrome: object }).chrome,
    );
    assert.equal(canShow, true);
    await page.close();
  });

  it("switches everywhere on by one click and one answer, but the user is still asked about each widget", async () => {
    const { browser } = scene;
    const page = await openOptions(browser);
    await page.click(BOX);
    await browser.answerPermissionPrompt(page, "allow");
    await browser.contentScriptsRegistered();
    const client = await scene.openClient({ widgetQuery: HEARTBEAT });
    clientTab = await tabOf(browser, client.page);
    const says = async (title: string) => (await state(clientTab)).title.startsWith(title);
    await until("the button says that it is on", () => says(messages.buttonOn.message));
    await answerConsent(browser, "always");
    await client.untilHeartbeat("the widget is beating", ({ phase }) => phase === "beating");
    await until("the button counts", async () => (await state(clientTab)).badge === "1");
    await until("the button says that the widget is helped", () => says(messages.buttonProtected.message));
    const { scripts } = await state(clientTab);
    assert.deepEqual(scripts, [
      ["host-script", EVERYWHERE],
      ["open-hook", EVERYWHERE],
    ]);
    await page.bringToFront();
    await page.waitForSelector('[data-testid="consent"]');
    assert.deepEqual(await violationsIn(browser, page), []);
    await takePictures(browser, page, "options");
    await page.close();
  });

  it("switches everywhere off again, and gives all permissions back", async () => {
    const page = await openOptions(scene.browser);
    await page.click(BOX);
    await until("nothing is permitted", async () => (await state(clientTab)).origins.length === 0);
    await until("the button says so", async () =>
      (await state(clientTab)).title.startsWith(messages.buttonOff.message),
    );
    await until("no new page gets a script", async () => (await state(clientTab)).scripts.length === 0);
    await page.close();
  });
});
