// Takes the picture of the README that shows a call: two people, of whom one goes without a word. In Chromium:
//   npm run build:test && npm run build:pages && node --import tsx docs/pictures/take-call.ts
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { ColorScheme } from "../../test/environment/browsers.ts";
import { setCallStage } from "../../test/environment/call/call-stage.ts";
import { SHIPPED_TIMING } from "../../test/environment/call/element-call.ts";
import { mediaOptions } from "../../test/environment/call/media-options.ts";
import { lastWillAfter } from "../../test/environment/call/membership.ts";
import { type OpenCall, openCall } from "../../test/environment/call/open-call.ts";
import { EXTENSION, openBrowser } from "../../test/environment/stage.ts";
import { until } from "../../test/environment/until.ts";
import { sheet } from "./sheet.ts";

/** High enough that Element Call shows its buttons, in CSS pixels. */
const VIEWPORT = { width: 640, height: 800 };
/** What each of the three gets on the sheet, in CSS pixels. */
const WIDTH = 400;
const CAMERAS = {
  media_quality: { video: { max_resolution: 360, max_framerate: 10, simulcast_layers: [] } },
};
const NATIVE = { host: "1.19.0", driver: "native" };

for (const scheme of ["light", "dark"] as const) await takeTheCall(scheme);
process.exit();

async function takeTheCall(scheme: ColorScheme): Promise<void> {
  const stage = await setCallStage({ timing: SHIPPED_TIMING, config: CAMERAS });
  const options = { ...mediaOptions("chromium"), viewport: VIEWPORT, colorScheme: scheme };
  const alices = await openBrowser("chromium", { extension: EXTENSION.test, ...options });
  const bobs = await openBrowser("chromium", options);
  try {
    const { alice, bobsAccount: bob } = stage;
    const hers = await openCall(alices, stage, { intent: "start_call", theme: scheme });
    await hers.untilJoined();
    const his = await openCall(bobs, stage, {
      account: bob,
      intent: "join_existing",
      theme: scheme,
      host: NATIVE,
    });
    await his.untilJoined();
    for (const call of [hers, his]) await untilFaces(call, [alice.userId, bob.userId]);
    for (const call of [hers, his]) await untilPictures(call, 2);
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
        ["Alice, in a client that cannot schedule events", sheAtFirst],
        ["Bob sees her. Then her browser is killed", heAtFirst],
        [`At most ${seconds} seconds later, Bob’s call knows`, heAfterwards],
      ],
      WIDTH,
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

function untilFaces(call: OpenCall, wanted: string[]): Promise<void> {
  return until(
    `the call shows ${wanted.join(" and ")}`,
    async () => String(await call.faces()) === String(wanted),
  );
}

function untilPictures(call: OpenCall, count: number): Promise<void> {
  return until(`${count} pictures move`, () =>
    call
      .call()
      .$$eval(
        "video",
        (videos, wanted) =>
          videos.filter(({ currentTime, videoWidth }) => currentTime > 0 && videoWidth > 0).length >= wanted,
        count,
      ),
  );
}

async function picture({ page }: OpenCall): Promise<Buffer> {
  await page.bringToFront();
  return Buffer.from(await page.screenshot());
}
