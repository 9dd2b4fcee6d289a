import type { Stage } from "../../test/environment/stage.ts";
import { DELAY_MS, type Demo, GRACE_MS, nameOf, startBrowser } from "../demo.ts";
import { expect, expectOf } from "../expectation.ts";
import { openHeartbeat, press, says, untilPhase } from "../heartbeat.ts";
import { seconds } from "../narrator.ts";

/** Step 2, first half: without Postdate, the client sends a delayed event at once. In a separate browser and room. */
export async function showHarm(demo: Demo, stage: Stage): Promise<void> {
  const { narrator, pictures } = demo;
  narrator.step(2, "A client that does not know delayed events");
  const browser = await startBrowser(demo, "bare");
  narrator.note(`First without Postdate, in ${nameOf(browser)}:`);
  const room = await stage.newRoom("Without Postdate");
  const opened = await openHeartbeat(browser, stage, { room, widgetId: "unprotected" });
  await untilPhase(opened, "ready");

  const mark = await stage.bob.mark();
  const asked = Date.now();
  await press(opened, "start");
  const event = await expectOf(
    "the client sends the delayed event at once",
    stage.bob.waitForEvent(room, says("gone"), GRACE_MS, mark),
  );
  const after = event.origin_server_ts - asked;
  expect("the event comes long before its time", after < DELAY_MS / 2, seconds(after));
  await untilPhase(opened, "failed");
  const when = seconds(DELAY_MS);
  narrator.passed(`The widget schedules an event in ${when}, and Bob has it ${after} ms after the click:`);
  narrator.note(`${event.event_id} says that Alice is gone while she is still there.`);
  await pictures.take(browser, opened.page, "client-without-postdate");
  await browser.close();
}
