import type { TestBrowser } from "../../test/environment/browsers.ts";
import type { OpenClient, Stage } from "../../test/environment/stage.ts";
import { DELAY_MS, type Demo, type Scene } from "../demo.ts";
import { expect, expectOf, soon } from "../expectation.ts";
import { openHeartbeat, press, says, untilPhase, untilRestarts } from "../heartbeat.ts";
import { expectNoLastWill } from "../last-will.ts";
import { seconds } from "../narrator.ts";
import { openPopup, type PopupPage, type Row, takePopup, untilPending } from "../popup-page.ts";

/** Longer than the delay, so that what has not come by then will not come. */
const NEVER_MS = DELAY_MS + 1_000;
/** What the homeserver and Bob's sync may take. */
const AT_ONCE_MS = 3_000;

/**
 * Step 5: the popup shows what is pending, and what its buttons say is done.
 * @returns the client, in a tab of its own, with nothing pending
 */
export async function usePopup(demo: Demo, { stage, browser }: Scene): Promise<OpenClient> {
  const { narrator } = demo;
  narrator.step(5, "A popup in which Alice sees what is pending");
  const opened = await openHeartbeat(browser, stage);
  await untilPhase(opened, "ready");
  await press(opened, "start");
  await untilPhase(opened, "beating");
  const popup = await openPopup(browser, stage.clientOrigin);
  const { word, text } = await popup.diagnosis();
  expect("the popup finds everything in order", word === "ready", text);
  narrator.held(`It says of this client: "${text}"`);

  const row = await expectCountdown(demo, opened, popup);
  await restartInPopup(demo, stage, opened, popup, row);
  await sendInPopup(demo, stage, popup, row);
  await cancelInPopup(demo, stage, opened, popup);
  await takePopup(demo, browser, popup, "popup-afterwards");
  await expectNoErrors(demo, browser, opened);
  return opened;
}

async function expectCountdown({ narrator }: Demo, opened: OpenClient, popup: PopupPage): Promise<Row> {
  const { length } = await opened.heartbeat(({ restarts }) => restarts);
  // After a restart there are some seconds in which the countdown only runs down.
  await untilRestarts(opened, length + 1);
  const first = await untilPending(popup, "the popup lists the last will", ({ left }) => left > 0);
  const second = await untilPending(popup, "its countdown runs", ({ left }) => left < first.left, 3_000);
  narrator.held(
    `It lists the last will, sent in ${first.countdown}, and a moment later in ${second.countdown}.`,
  );
  return second;
}

async function restartInPopup(
  { narrator }: Demo,
  { aliceElsewhere }: Stage,
  opened: OpenClient,
  popup: PopupPage,
  { id }: Row,
): Promise<void> {
  await press(opened, "stop");
  await popup.page.bringToFront();
  const low = await untilPending(popup, "the countdown runs on without heartbeat", ({ left }) => left <= 6);
  const [before] = await aliceElsewhere.delayedEvents();
  await popup.press(id, "restart");
  const high = await untilPending(
    popup,
    "restart moves the countdown up",
    ({ left }) => left > low.left + 2,
    AT_ONCE_MS,
  );
  const [after] = await aliceElsewhere.delayedEvents();
  expect(
    "the homeserver counts from the restart on",
    (after?.running_since ?? 0) > (before?.running_since ?? Number.POSITIVE_INFINITY),
    { before, after },
  );
  narrator.held(
    `The heartbeat is stopped. At ${low.countdown}, "Restart" moves the countdown back up to ${high.countdown}.`,
  );
}

async function sendInPopup({ narrator }: Demo, stage: Stage, popup: PopupPage, { id }: Row): Promise<void> {
  const mark = await stage.bob.mark();
  const pressed = Date.now();
  await popup.press(id, "send");
  const event = await expectOf(
    '"Send now" sends it',
    stage.bob.waitForEvent(stage.room, says("gone"), AT_ONCE_MS, mark),
  );
  await untilState(popup, id, "sent");
  const after = event.origin_server_ts - pressed;
  narrator.held(`"Send now": Bob has it ${after} ms after the click, as ${event.event_id}.`);
}

async function cancelInPopup(
  { narrator }: Demo,
  stage: Stage,
  opened: OpenClient,
  popup: PopupPage,
): Promise<void> {
  const mark = await stage.bob.mark();
  await press(opened, "start");
  await untilPhase(opened, "beating");
  await popup.page.bringToFront();
  const { id, countdown } = await untilPending(popup, "the popup lists the new last will");
  await popup.press(id, "cancel");
  await untilState(popup, id, "cancelled");
  const pending = await stage.aliceElsewhere.delayedEvents();
  expect("the homeserver holds nothing any more", pending.length === 0, pending);
  narrator.held(
    `A new last will is pending, sent in ${countdown}. "Cancel": the homeserver holds nothing any more.`,
  );
  await expectNoLastWill(stage, NEVER_MS, mark);
  narrator.held(`${seconds(NEVER_MS)} later Bob has seen no last will. It never comes.`);
}

function untilState(popup: PopupPage, id: string, state: string) {
  return soon(
    `the popup shows the delay as ${state}`,
    () => popup.rows(),
    (rows) => rows.some((row) => row.id === id && row.state === state),
  );
}

async function expectNoErrors(
  { narrator }: Demo,
  browser: TestBrowser,
  { client }: OpenClient,
): Promise<void> {
  const errors = [
    ...(await client(({ errors }) => errors)),
    ...browser.log.filter(({ kind }) => kind !== "console").map(({ text }) => text),
  ];
  expect("no page and no part of the extension ran into an error", errors.length === 0, errors);
  narrator.held("Neither the pages nor the extension ran into an error.");
}
