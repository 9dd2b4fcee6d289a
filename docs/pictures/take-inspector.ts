// Takes the pictures of the inspector in this folder, in Chromium: five problems between a real client and a real
// widget:   npm run build:test && npm run build:pages && node --import tsx docs/pictures/take-inspector.ts
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { ColorScheme } from "../../test/environment/browser/browsers.ts";
import type { InspectorPage } from "../../test/environment/inspector/inspector-page.ts";
import { dyingCall, SCENES, type Scene } from "../../test/environment/inspector/scenes.ts";
import { walkInto } from "../../test/environment/inspector/walk.ts";
import { EXTENSION, openBrowser, setStage } from "../../test/environment/stage.ts";

const SCHEMES: ColorScheme[] = ["light", "dark"];
/** Wide enough for the details to be beside the list, in CSS pixels. */
const WIDTH = 1000;
/** The height of the list and the details; the other views are as high as their contents. */
const HEIGHT = 520;

const stage = await setStage();
const browser = await openBrowser("chromium", {
  extension: EXTENSION.test,
  viewport: { width: WIDTH, height: HEIGHT },
});
try {
  await take("spinner", SCENES.neverLoaded, async ({ page, show }) => {
    await show("handshake");
    await page.waitForSelector('[data-testid="step"][data-tone="bad"]');
  });
  await take("refused", SCENES.readsRefused, async ({ page, show }) => {
    await show("handshake");
    await page.waitForSelector('[data-testid="step"][data-tone="bad"]');
  });
  await take("not-taken", SCENES.eventNotTaken, async ({ page, filter, select }) => {
    await filter("is:error or action:send_event");
    await page.waitForSelector('[data-state="error"]');
    await select('[data-state="error"]');
    await page.waitForSelector('[data-testid="notes"]');
  });
  await take("silent", SCENES.silentClient, async ({ filter, select, untilSays }) => {
    await filter("is:pending over:10s");
    await select();
    await untilSays('[data-testid="notes"]', "No reply in 10 s");
  });
  await take("dying", dyingCall(10_000), async ({ page, show }) => {
    await show("delays");
    await page.waitForSelector('[data-testid="lane"][data-end="fired"]');
    await page.click('[data-testid="lane"] summary');
  });
} finally {
  await browser.close();
  await stage.close();
}
process.exit();

/** @param read operates the inspector as a developer would */
async function take(name: string, scene: Scene, read: (inspector: InspectorPage) => Promise<void>) {
  const walk = await walkInto(browser, stage, scene);
  await read(walk.inspector);
  for (const scheme of SCHEMES)
    await save(`inspector-${name}-${scheme}`, await picture(walk.inspector, scheme));
  await walk.close();
}

async function picture({ page }: InspectorPage, scheme: ColorScheme): Promise<Buffer> {
  await page.bringToFront();
  await browser.setColorScheme(page, scheme);
  await page.mouse.move(0, 0);
  const height = await page.evaluate(() => {
    const view = document.querySelector("#view:not(.messages)");
    const last = view?.lastElementChild?.getBoundingClientRect();
    return last && Math.ceil(last.bottom) + 12;
  });
  await page.setViewport({ width: WIDTH, height: height ?? HEIGHT });
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  return Buffer.from(await page.screenshot());
}

async function save(name: string, picture: Buffer): Promise<void> {
  const file = path.join(import.meta.dirname, `${name}.png`);
  await writeFile(file, picture);
  console.log(`${path.relative(process.cwd(), file)}, ${Math.round(picture.length / 1000)} kB`);
}
