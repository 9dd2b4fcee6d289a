// Takes the pictures in this folder of a real homeserver, a test client and the popup, in Chromium:
//   npm run build:test && npm run build:pages && node --import tsx docs/pictures/take.ts
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer-core";
import type { ColorScheme, TestBrowser } from "../../test/environment/browser/browsers.ts";
import { openPopup, tabOf } from "../../test/environment/popup/popup-page.ts";
import {
  EXTENSION,
  type OpenClient,
  openBrowser,
  openClient,
  type Stage,
  setStage,
} from "../../test/environment/stage.ts";
import { until } from "../../test/environment/until.ts";
import { sheet } from "./sheet.ts";

const SCHEMES: ColorScheme[] = ["light", "dark"];
const HOUR = 3_600_000;
/** The popup's own width, in CSS pixels. */
const POPUP_WIDTH = 380;

/** A heartbeat whose last will is a call's membership, so that the popup describes it as a call. */
const CALL = "type=org.matrix.msc3401.call.member&delay=20000&interval=4000&autostart=1";

await takeTheJob();
await takeTheDiagnosis();
process.exit();

/** Takes the client with its widget beside the popup; then the popup alone, with more delays. */
async function takeTheJob(): Promise<void> {
  const stage = await setStage();
  const browser = await openBrowser("chromium", { extension: EXTENSION.test });
  try {
    const room = await roomForCallsAlone(stage);
    await stage.bob.send(room, "m.room.message", { msgtype: "m.text", body: "Good morning, Alice!" });
    const opened = await openClient(browser, stage, { widgetId: "standup", widgetQuery: CALL, room });
    await opened.untilHeartbeat("three restarts are answered", ({ restarts }) => restarts.length >= 3);
    const { page: popup } = await openPopup(browser, await tabOf(browser, opened.page));
    for (const scheme of SCHEMES) {
      await untilCountdown(popup, "18s");
      const beside = await popupPicture(browser, popup, scheme);
      const client = await clientPicture(browser, opened, scheme);
      await save(
        `overview-${scheme}`,
        await sheet(browser, scheme, [
          ["A client that cannot schedule events, and a widget that does", client],
          ["Postdate", beside],
        ]),
      );
    }
    await schedule(opened, "The meeting starts in ten minutes.", 3 * HOUR);
    await schedule(opened, "Lunch?", 2 * HOUR);
    await untilRows(popup, 3);
    await popup.bringToFront();
    await popup.waitForSelector('[data-testid="trouble"]');
    // Delays in trouble are on top, the next due first.
    const lunch = '[data-testid="delay"]:first-child';
    await popup.click(`${lunch} [data-testid="open"]`);
    await popup.click(`${lunch} [data-testid="cancel"]`);
    await popup.click(`${lunch} [data-testid="confirm"]`);
    await popup.waitForSelector('[data-state="cancelled"]');
    await popup.click('[data-state="cancelled"] [data-testid="open"]');
    await popup.mouse.move(0, 0);
    for (const scheme of SCHEMES) await save(`popup-${scheme}`, await popupPicture(browser, popup, scheme));
  } finally {
    await browser.close();
    await stage.close();
  }
}

/**
 * Creates a room of Bob's where Alice may join calls but not send messages, so that her scheduled message will be
 * dropped.
 */
async function roomForCallsAlone({ alice, aliceElsewhere, bob }: Stage): Promise<string> {
  const levels = { events: { "org.matrix.msc3401.call.member": 0 }, events_default: 50 };
  const invite = [alice.userId];
  const room = await bob.createRoom({ name: "Standup", invite, power_level_content_override: levels });
  await aliceElsewhere.join(room);
  return room;
}

/** Takes the popup for a client whose homeserver cannot schedule events. */
async function takeTheDiagnosis(): Promise<void> {
  const stage = await setStage({ config: { max_event_delay_duration: undefined } });
  const browser = await openBrowser("chromium", { extension: EXTENSION.test });
  try {
    const { page } = await openClient(browser, stage);
    const { page: popup, untilDiagnosis } = await openPopup(browser, await tabOf(browser, page));
    await untilDiagnosis("homeserver-without-delayed-events");
    for (const scheme of SCHEMES)
      await save(`diagnosis-${scheme}`, await popupPicture(browser, popup, scheme));
  } finally {
    await browser.close();
    await stage.close();
  }
}

function untilRows(popup: Page, count: number): Promise<void> {
  return until(
    `the popup lists ${count} delays`,
    async () => (await popup.$$("[data-testid=delay]")).length === count,
  );
}

function untilCountdown(popup: Page, text: string): Promise<void> {
  return until(
    `the countdown says ${text}`,
    async () => (await popup.$eval("[data-testid=countdown]", ({ textContent }) => textContent)) === text,
  );
}

/** Schedules a message, as the widget. */
async function schedule({ ask }: OpenClient, body: string, delay: number): Promise<void> {
  const data = { type: "m.room.message", content: { msgtype: "m.text", body }, delay };
  await ask({ action: "send_event", data });
}

async function clientPicture(browser: TestBrowser, opened: OpenClient, scheme: ColorScheme): Promise<Buffer> {
  const { page, widget } = opened;
  await browser.setColorScheme(page, scheme);
  await page.setViewport({ width: 600, height: 595 });
  await page.bringToFront();
  // A delay_id is a secret, so the picture must not show it.
  await widget().evaluate(() => {
    const fact = document.querySelector("dd");
    if (fact) fact.textContent = `${fact.textContent?.slice(0, 6)}…`;
  });
  return Buffer.from(await page.screenshot());
}

async function popupPicture(browser: TestBrowser, popup: Page, scheme: ColorScheme): Promise<Buffer> {
  await browser.setColorScheme(popup, scheme);
  await popup.bringToFront();
  await popup.setViewport({ width: POPUP_WIDTH, height: 100 });
  const height = await popup.evaluate(() => document.documentElement.scrollHeight);
  await popup.setViewport({ width: POPUP_WIDTH, height });
  return Buffer.from(await popup.screenshot());
}

async function save(name: string, picture: Buffer): Promise<void> {
  const file = path.join(import.meta.dirname, `${name}.png`);
  await writeFile(file, picture);
  console.log(`${path.relative(process.cwd(), file)}, ${Math.round(picture.length / 1000)} kB`);
}
