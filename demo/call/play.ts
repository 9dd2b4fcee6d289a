import { openCall } from "../../test/environment/call/open-call.ts";
import { openPopup, tabOf } from "../../test/environment/popup/popup-page.ts";
import { type Demo, nameOf, type Shown, startBrowser } from "../demo.ts";
import { seconds } from "../narrator.ts";
import { startCallStage } from "./stage.ts";
import { NATIVE } from "./two.ts";

/** Opens two windows in one call, Alice's with Postdate and Bob's without, and prints what to try. */
export async function openCallWindow(demo: Demo): Promise<Shown> {
  const { narrator } = demo;
  const stage = await startCallStage(demo);
  const browser = await startBrowser(demo, "with Postdate");
  const [hersAtFirst] = await browser.puppeteer.pages();
  const alices = await openCall(browser, stage, { intent: "start_call", transports: false });
  await openPopup(browser, await tabOf(browser, alices.page));
  await alices.page.bringToFront();
  await hersAtFirst?.close();
  const bobs = await startBrowser(demo, "bare");
  const [hisAtFirst] = await bobs.puppeteer.pages();
  const { bobsAccount: account } = stage;
  await openCall(bobs, stage, { account, intent: "join_existing", host: NATIVE });
  await hisAtFirst?.close();
  narrator.note(
    `${nameOf(browser)} shows two windows: Alice's client, with Postdate, and Bob's, which may cover it.`,
  );
  narrator.say(`
Alice's client hosts the call through matrix-widget-api 1.6.0, which knows neither delayed events nor the media server. Bob's
client supports both itself. Cameras and microphones are fake. Try this:
  1. Open Postdate in Alice's window, in the second tab or with its button: it counts down the call's leave.
  2. Press the red button in Alice's call. Bob sees at once that she has left.
  3. Reload her tab, then close her browser or kill it. Bob sees that she is gone after ${seconds(stage.timing.delay)}.
To see the same call without Postdate, run the same command with --once.
What ${stage.bob.userId} sees in the room appears below. Ctrl-C, or closing both browsers, ends everything.
`);
  return { stage, browsers: [browser, bobs] };
}
