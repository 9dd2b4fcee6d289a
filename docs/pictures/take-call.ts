// Takes the README's picture of calls, in Chromium: a call without Postdate, and a call of two people, one of whom
// drops out:   npm run build:test && npm run build:pages && node --import tsx docs/pictures/take-call.ts
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { ColorScheme, TestBrowser } from "../../test/environment/browser/browsers.ts";
import { type CallStage, setCallStage } from "../../test/environment/call/call-stage.ts";
import { SHIPPED_TIMING } from "../../test/environment/call/element-call.ts";
import { lastWillAfter } from "../../test/environment/call/last-will.ts";
import { mediaOptions } from "../../test/environment/call/media-options.ts";
import { type OpenCall, openCall } from "../../test/environment/call/open-call.ts";
import { EXTENSION, openBrowser } from "../../test/environment/stage.ts";
import { until } from "../../test/environment/until.ts";
import { sheet } from "./sheet.ts";

/** Large enough for Element Call to show names and buttons, in CSS pixels. */
const VIEWPORT = { width: 1280, height: 800 };
/** The width of each of the four pictures on the sheet, in CSS pixels. */
const WIDTH = 490;
const NATIVE = { host: "1.19.0", driver: "native" };

for (const scheme of ["light", "dark"] as const) await takeTheCall(scheme);
process.exit();

async function takeTheCall(scheme: ColorScheme): Promise<void> {
  const stage = await setCallStage({ timing: SHIPPED_TIMING });
  const options = { ...mediaOptions("chromium"), viewport: VIEWPORT, colorScheme: scheme };
  const alices = await openBrowser("chromium", { extension: EXTENSION.test, ...options });
  const bobs = await openBrowser("chromium", options);
  try {
    const { alice, bobsAccount: bob } = stage;
    const alone = await withoutPostdate(stage, bobs, scheme);
    const hers = await openCall(alices, stage, { theme: scheme });
    await hers.untilJoined();
    const his = await openCall(bobs, stage, {
      account: bob,
      intent: "join_existing_voice",
      theme: scheme,
      host: NATIVE,
    });
    await his.untilJoined();
    for (const call of [hers, his]) await untilFaces(call, [alice.userId, bob.userId]);
    await until("both are heard", async () => {
      const there = await stage.media.participants(stage.room);
      return there.length === 2 && there.every(({ tracks }) => tracks.includes("AUDIO"));
    });
    const sheAtFirst = await picture(hers);
    const heAtFirst = await picture(his);
    await lastWillAfter(stage, stage.room, () => alices.kill());
    await untilFaces(his, [bob.userId]);
    const heAfterwards = await picture(his);
    const seconds = stage.timing.delay / 1000;
    const whole = await sheet(
      bobs,
      scheme,
      [
        ["Alice, in a client that cannot schedule events", alone],
        ["Alice, in the same client with Postdate", sheAtFirst],
        ["Bob sees her. Then her browser is killed", heAtFirst],
        [`At most ${seconds} seconds later, Bob’s call knows`, heAfterwards],
      ],
      { width: WIDTH, columns: 2 },
    );
    const file = path.join(import.meta.dirname, `call-${scheme}.png`);
    await writeFile(file, whole);
    console.log(`${path.relative(process.cwd(), file)}, ${Math.round(whole.length / 1000)} kB`);
  } finally {
    await alices.close();
    await bobs.close();
    await stage.close();
  }
}

/** @returns a picture of Element Call in a client that cannot schedule events, after it has given up */
async function withoutPostdate(stage: CallStage, browser: TestBrowser, theme: ColorScheme): Promise<Buffer> {
  const opened = await openCall(browser, stage, { theme, host: { room: await stage.newRoom() } });
  await until("Element Call has given up", async () => {
    const text = await opened.call().evaluate(() => document.body.innerText);
    return text.includes("Connection lost");
  });
  const taken = await picture(opened);
  await opened.page.close();
  return taken;
}

function untilFaces(call: OpenCall, wanted: string[]): Promise<void> {
  return until(
    `the call shows ${wanted.join(" and ")}`,
    async () => String(await call.faces()) === String(wanted),
  );
}

/** @returns a picture of Element Call, without the client around it */
async function picture({ page }: OpenCall): Promise<Buffer> {
  await page.bringToFront();
  const frame = await page.$("iframe");
  if (!frame) throw new Error("There is no call in the page");
  return Buffer.from(await frame.screenshot());
}
