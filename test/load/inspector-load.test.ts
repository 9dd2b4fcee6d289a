import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { type InspectorPage, openInspector } from "../environment/inspector/inspector-page.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";
import { framesOf } from "./inspector-load/frames-drawn.ts";
import { sendOften } from "./inspector-load/send-often.ts";

/** How long the widget sends (s), and how many messages a second. */
const SECONDS = Number(process.env.POSTDATE_LOAD_SECONDS ?? 4);
const A_SECOND = 1_000;
const ACTION = "com.example.load";
/** The share of these that the widget must manage even on a busy machine. */
const SHARE = 0.5;
/**
 * The limit for the median time between frames (ms), which other programs on the machine cannot change for long.
 */
const FRAME_MS = 50;
/** The limit for 95% of these times (ms): longer ones would be visible as a freeze. */
const STILL_MS = 300;

describe(`the inspector of a widget that sends ${A_SECOND} messages a second, in ${browserName}`, function () {
  this.timeout(90_000 + SECONDS * 3_000);
  const scene = useStage({ client: { widgetQuery: "kind=message&delay=600000&interval=3600000" } });
  let inspector: InspectorPage;
  before(async () => {
    await scene.client.untilHeartbeat("the handshake is over", ({ phase }) => phase === "ready");
    inspector = await openInspector(scene.browser, { height: 800 });
    await inspector.page.waitForSelector('[data-testid="message"]');
  });
  afterEach(() => assert.deepEqual(uncaughtErrors(scene.browser), []));

  it("shows every message with its reply, says that none is missing, and keeps drawing meanwhile", async () => {
    const { page } = inspector;
    await page.bringToFront();
    const frames = await framesOf(page);
    const start = Date.now();
    const sent = await sendOften(scene.client.widget(), { action: ACTION, aSecond: A_SECOND, for: SECONDS });
    const took = Date.now() - start;
    await inspector.filter(`action:${ACTION} is:error`);
    const divider = 1;
    await until(
      "all are there",
      async () => (await inspector.count()) === sent + divider,
      30_000 + SECONDS * 1_000,
    );
    const later = Date.now() - start - took;
    const { p50, p95, longest } = await frames.end();
    const pace = Math.round(sent / (took / 1_000));
    console.log(
      `        ${sent} requests at ${pace}/s, shown ${later} ms later; pictures: median ${p50} ms, p95 ${p95} ms, longest ${longest} ms`,
    );
    const words = await page.$eval('[data-testid="counts"]', ({ textContent }) => textContent ?? "");
    assert.doesNotMatch(words, /did not arrive|could not be read/, words);
    assert.ok(pace > SHARE * A_SECOND, `${pace} a second`);
    assert.ok(p50 < FRAME_MS, `half of them took ${p50} ms`);
    assert.ok(p95 < STILL_MS, `95% of them took ${p95} ms`);
  });
});
