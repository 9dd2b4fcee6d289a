import type { OpenClient, Stage } from "../../test/environment/stage.ts";
import { type Demo, nameOf, type Scene, startBrowser } from "../demo.ts";
import { expect, soon } from "../expectation.ts";
import { openHeartbeat, untilPhase } from "../heartbeat.ts";

/** Step 2, second half: the same client in a browser with Postdate, with proof that it is a real client. */
export async function openTheClient(demo: Demo, stage: Stage): Promise<Scene> {
  const { narrator } = demo;
  const browser = await startBrowser(demo, "with Postdate");
  narrator.note(`From here on with Postdate, in ${nameOf(browser)}, as extension ${browser.extension?.id}.`);
  const opened = await openHeartbeat(browser, stage);
  const { origin } = new URL(opened.page.url());

  const session = await opened.client(({ session }) => session);
  expect(`the client is logged in as ${stage.alice.userId}`, session?.userId === stage.alice.userId, session);
  narrator.passed(`The client at ${origin} is logged in as ${session?.userId}, device ${session?.deviceId}.`);
  await expectSync(demo, stage, opened);

  const hosted = await opened.page.$eval("figcaption", (caption) => caption.textContent);
  expect(
    "the client hosts the widget through matrix-widget-api 1.6.0",
    hosted?.includes("matrix-widget-api 1.6.0, sends ordinary events only") ?? false,
    hosted,
  );
  const { origin: widgetOrigin } = new URL(opened.widget().url());
  expect("the widget's iframe has another origin", widgetOrigin !== origin, widgetOrigin);
  narrator.passed(
    `It hosts the widget from ${widgetOrigin}, another origin, through matrix-widget-api 1.6.0,`,
  );
  narrator.note("which would send a delayed event at once, as shown above.");
  await untilPhase(opened, "ready");
  return { stage, browser, opened };
}

async function expectSync({ narrator }: Demo, { bob, room }: Stage, { client }: OpenClient): Promise<void> {
  const sent = performance.now();
  const eventId = await bob.send(room, "m.room.message", { msgtype: "m.text", body: "Good morning!" });
  await soon(
    `the client shows Bob's message ${eventId}`,
    () => client(({ timeline }) => timeline.map(({ eventId }) => eventId)),
    (timeline) => timeline.includes(eventId),
  );
  const took = Math.round(performance.now() - sent);
  narrator.passed(`It syncs: Bob's message ${eventId} appeared within ${took} ms.`);
}
