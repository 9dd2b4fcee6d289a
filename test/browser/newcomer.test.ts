import assert from "node:assert/strict";
import messages from "../../_locales/en/messages.json" with { type: "json" };
import { browserName } from "../environment/browser/browser-name.ts";
import type { TestBrowser } from "../environment/browser/browsers.ts";
import { keyboardOf, tabTo, untilFocus } from "../environment/browser/keyboard.ts";
import { openToolbarPopup } from "../environment/browser/toolbar-popup.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import type { RoomEvent } from "../environment/homeserver/room-events.ts";
import { consentWindow, consentWindows } from "../environment/popup/consent-window.ts";
import { violationsIn } from "../environment/popup/look.ts";
import { EXTENSION, type OpenClient, openClient } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

/** The main button, which also reloads the tab and allows the widget that it names. */
const PROTECT = '[data-testid="switch-on"]';
const PENDING = '[data-testid="delay"][data-state="pending"]';
const CANCELLED = '[data-testid="delay"][data-state="cancelled"]';
/** A message, because Synapse creates no event for unchanged state. */
const HEARTBEAT = "autostart=1&kind=message&delay=600000&interval=3600000";
const isLastWill = ({ content }: RoomEvent) => content.status === "gone";

/** Without a window, Chromium shows no permission prompt. */
const SHIPPED = { extension: EXTENSION.shipped, headless: browserName !== "chromium" };

/** @returns the toolbar button's title in each tab */
const titlesIn = (browser: TestBrowser) =>
  browser.evaluateInBackground(async () => {
    const { action, tabs } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
      .chrome;
    return Promise.all((await tabs.query({})).map(({ id = 0 }) => action.getTitle({ tabId: id })));
  });

// All steps of a new user, with the extension as shipped and the browser's own prompt. Each test continues where the
// previous one ended.
describe(`a newcomer, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ browser: SHIPPED });
  let client: OpenClient;

  afterEach(() => {
    assert.deepEqual(uncaughtErrors(scene.browser), []);
  });

  const untilPhase = (wanted: "beating" | "failed") =>
    until(
      `the heartbeat is ${wanted}`,
      () =>
        client
          .heartbeat(({ phase }) => phase)
          .then(
            (phase) => phase === wanted,
            () => false,
          ),
      20_000,
    );
  const pending = () => scene.stage.aliceElsewhere.delayedEvents();
  const scriptIds = () =>
    scene.browser.evaluateInBackground(async () => {
      const { scripting } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
        .chrome;
      return (await scripting.getRegisteredContentScripts()).map(({ id }) => id);
    });

  it("needs exactly three clicks from the client's page to a scheduled event", async () => {
    const { stage, browser } = scene;
    client = await scene.openClient({ widgetQuery: HEARTBEAT });
    await client.untilHeartbeat("the widget has failed", ({ phase }) => phase === "failed");
    const mark = await stage.bob.mark();

    let clicks = 1;
    const popup = await openToolbarPopup(browser, client.page);
    await popup.shows('[data-testid="named"] [data-widget$="/widget/widget.html"]');
    clicks += 1;
    await popup.click(PROTECT);
    clicks += 1;
    await popup.answerPermissionPrompt("allow");
    await untilPhase("beating");

    assert.equal(clicks, 3);
    const [held] = await pending();
    assert.equal(await client.heartbeat(({ delayId }) => delayId), held?.delay_id);
    await stage.bob.expectNone(stage.room, isLastWill, 1_000, mark);
    assert.deepEqual(await consentWindows(browser), []);
    await popup.close();
  });

  it("is still asked about a widget that the popup has not named, and can say no by keyboard alone", async () => {
    const { stage, browser } = scene;
    const another = await scene.openClient({
      widget: `${stage.widgetOrigin}/widget//widget.html?${HEARTBEAT}`,
    });
    const window = await consentWindow(browser);
    await window.waitForSelector('[data-testid="no"][aria-disabled="false"]');
    const keyboard = keyboardOf(window);
    for (const answer of ["once", "always", "no"]) await tabTo(keyboard, answer);
    // A window takes no answer just after it has come to the front.
    await window.waitForSelector('[data-testid="no"][aria-disabled="false"]:focus');
    await keyboard.press("Enter");
    await another.untilHeartbeat("the widget is refused", ({ phase }) => phase === "refused");
    await another.page.close();
  });

  it("is told by the toolbar button of a widget from a new site", async () => {
    const { stage, browser } = scene;
    const widgetOrigin = stage.widgetOrigin.replace("localhost", "elsewhere.localhost");
    const other = await openClient(browser, { ...stage, widgetOrigin }, { widgetQuery: HEARTBEAT });
    const { message } = messages.buttonUnreached;
    await until("the button says so", async () =>
      (await titlesIn(browser)).some((title) => title.startsWith(message)),
    );
    await other.page.close();
  });

  it("sees the welcome page once, accessible and written for this browser", async () => {
    const page = await scene.browser.extensionPage("welcome/welcome.html", { until: '[data-testid="pin"]' });
    const pin = await page.$eval('[data-testid="pin"]', ({ textContent }) => textContent);
    const { welcomePinChromium, welcomePinFirefox } = messages;
    assert.equal(pin, (browserName === "chromium" ? welcomePinChromium : welcomePinFirefox).message);
    assert.deepEqual(await violationsIn(scene.browser, page), []);
    await page.close();
  });

  it("sees in the open popup that the site was revoked in the browser's settings, and can still cancel a pending delay there", async () => {
    const { stage, browser } = scene;
    const popup = await openToolbarPopup(browser, client.page);
    await popup.shows('[data-diagnosis="ready"]');
    await browser.takeBack("http://localhost/*");
    await popup.shows('[data-diagnosis="site-off"]');
    await until("no new page gets a script", async () => (await scriptIds()).length === 0);
    assert.equal((await pending()).length, 1);
    for (const part of ["open", "cancel", "confirm"]) await popup.click(`${PENDING} [data-testid="${part}"]`);
    await popup.shows(CANCELLED);
    assert.deepEqual(await pending(), []);
    await popup.close();

    const mark = await stage.bob.mark();
    await client.page.reload();
    await untilPhase("failed");
    await stage.bob.waitForEvent(stage.room, isLastWill, 15_000, mark);
  });

  it("can grant the site again and cancel the next delay by keyboard alone, and always sees the focus", async () => {
    const { browser } = scene;
    let popup = await openToolbarPopup(browser, client.page);
    await popup.shows(PROTECT);
    await tabTo(popup, "switch-on");
    await popup.press("Enter");
    await popup.answerPermissionPrompt("allow");
    await untilPhase("beating");
    // Chromium's prompt has closed the popup. In Firefox, the buttons are gone while the page reloads.
    if (browserName === "firefox") await untilFocus(popup, "switch-off", "h2");
    await popup.close();

    popup = await openToolbarPopup(browser, client.page);
    await popup.shows(`[data-diagnosis="ready"] ~ * ${PENDING}`);
    await tabTo(popup, "open");
    await popup.press("Enter");
    await tabTo(popup, "cancel");
    await popup.press("Enter");
    await untilFocus(popup, "confirm");
    await popup.press("Escape");
    await untilFocus(popup, "cancel");
    assert.equal((await pending()).length, 1);
    await popup.press("Enter");
    await untilFocus(popup, "confirm");
    await popup.press("Enter");
    await popup.shows(CANCELLED);
    await untilFocus(popup, "h2");
    assert.deepEqual(await pending(), []);
    await popup.close();
  });
});
