import { openPopup, tabOf } from "../../test/environment/popup/popup-page.ts";
import type { OpenClient, Stage } from "../../test/environment/stage.ts";
import { DELAY_MS, type Demo, type Scene } from "../demo.ts";
import { expect, expectOf, soon } from "../expectation.ts";
import { press, untilPhase, untilRestarts, WIDGET_ID } from "../heartbeat.ts";
import { expectLastWill, expectNoLastWill } from "../last-will.ts";
import { seconds } from "../narrator.ts";
import type { Scheduled } from "./widget.ts";

/** How long the reference client waits for an update (ms). */
const PROMPT_MS = 2_000;
/** Enough restarts that without them the delay would have become due. */
const RESTARTS = 3;

/** Step 4: the last will is held back while there are heartbeats, and sent when they stop. */
export async function holdBack(
  demo: Demo,
  { stage, browser, opened }: Scene,
  scheduled: Scheduled,
): Promise<void> {
  const { narrator, pictures } = demo;
  narrator.step(4, "Postdate does what the client cannot");
  await watchRestarts(demo, opened);
  await expectNoLastWill(stage, 0, scheduled.mark);
  const since = seconds(Date.now() - scheduled.at);
  narrator.passed(`${since} have passed, the delay was ${seconds(DELAY_MS)}, and Bob has seen no last will.`);
  await expectUnheard(demo, opened);
  await pictures.take(browser, opened.page, "client-beating");
  await pictureOfPopup(demo, { stage, browser, opened });

  await press(opened, "stop");
  const stopped = Date.now();
  narrator.note("The heartbeat is stopped.");
  const event = await expectLastWill(demo, stage, scheduled, {
    what: "the heartbeat was stopped",
    at: stopped,
  });
  await soon(
    "the client itself shows the last will",
    () => opened.client(({ timeline }) => timeline.map(({ eventId }) => eventId)),
    (timeline) => timeline.includes(event.event_id),
  );
  await pictures.take(browser, opened.page, "client-heartbeat-stopped");

  narrator.note("Once more, but now the tab is closed.");
  const again = await restartHeartbeat(stage, opened);
  await opened.page.close();
  await expectLastWill(demo, stage, again, { what: "the tab was closed", at: Date.now() });
}

async function watchRestarts({ narrator }: Demo, opened: OpenClient): Promise<void> {
  for (let count = 1; count <= RESTARTS; count++) {
    const restart = (await untilRestarts(opened, count))[count - 1];
    const isFine = restart !== undefined && restart.error === undefined && restart.ms < PROMPT_MS;
    expect(`restart number ${count} succeeds within ${PROMPT_MS} ms`, isFine, restart);
    narrator.passed(`Restart number ${count} was answered in ${restart?.ms} ms.`);
  }
}

/** Takes the pictures of the popup, the subject of step 5, while it shows only the last will. */
async function pictureOfPopup({ pictures }: Demo, { browser, opened }: Scene): Promise<void> {
  const popup = await openPopup(browser, await tabOf(browser, opened.page));
  await popup.row(WIDGET_ID);
  for (const scheme of ["light", "dark"] as const) {
    await browser.setColorScheme(popup.page, scheme);
    await pictures.takePopup(browser, popup.page, `popup-${scheme}`);
  }
  await popup.page.close();
  await opened.page.bringToFront();
}

/** A widget's message that reached the client's page. */
interface Heard {
  requestId?: string;
  action?: string;
  data?: { delay?: number; delay_id?: string };
}

/** Expects that no delayed action reached the client, which would have answered with an error or sent the event. */
async function expectUnheard({ narrator }: Demo, { client }: OpenClient): Promise<void> {
  const heard = await client(({ hostMessages }) => hostMessages.map(({ data }) => data as Heard | null));
  // Leave out Postdate's own probe, which names no delayed event.
  const fromWidget = heard.filter((message) => !isProbe(message));
  const delayed = fromWidget.filter(
    (message) => message?.action?.endsWith("update_delayed_event") || message?.data?.delay !== undefined,
  );
  expect("the client hears something from its widget", fromWidget.length > 0, heard);
  expect("the client hears nothing of the widget's delayed events", delayed.length === 0, delayed);
  narrator.passed(
    `Of ${fromWidget.length} messages that the client got from the widget, none mentions a delay.`,
  );
}

/** Says whether a message is an update without a delay_id. */
function isProbe(message: Heard | null): boolean {
  return message?.action?.endsWith("update_delayed_event") === true && message.data?.delay_id === undefined;
}

/** Starts the heartbeat again, and waits for a restart. */
async function restartHeartbeat({ bob, aliceElsewhere }: Stage, opened: OpenClient): Promise<Scheduled> {
  const before = await opened.heartbeat(({ restarts }) => restarts.length);
  const mark = await bob.mark();
  const at = Date.now();
  await press(opened, "start");
  const { delayId = "" } = await untilPhase(opened, "beating");
  await untilRestarts(opened, before + 1);
  const pending = await expectOf("the homeserver lists the pending delays", aliceElsewhere.delayedEvents());
  expect(
    "the homeserver holds the new last will",
    pending.some(({ delay_id }) => delay_id === delayId),
    pending,
  );
  return { delayId, mark, at };
}
