import type { TestBrowser } from "../../test/environment/browser/browsers.ts";
import { uncaughtErrors } from "../../test/environment/browser/uncaught.ts";
import { openPopup, type PopupPage, type Row, tabOf } from "../../test/environment/popup/popup-page.ts";
import type { OpenClient, Stage } from "../../test/environment/stage.ts";
import { DELAY_MS, type Demo, type Scene } from "../demo.ts";
import { ExpectationError, expect, expectOf, soon } from "../expectation.ts";
import { openHeartbeat, press, says, untilPhase } from "../heartbeat.ts";
import { expectNoLastWill } from "../last-will.ts";
import { seconds } from "../narrator.ts";

/** Longer than the delay: an event that has not arrived by then never will. */
const NEVER_MS = DELAY_MS + 1_000;
/** How long the homeserver and Bob's sync may take. */
const AT_ONCE_MS = 5_000;
/** The countdown (s) at which the popup restarts the delay; it gets there only after the widget stops restarting. */
const LOW_SECONDS = 5;

/** Differs from the widget of the previous step, whose last will the popup may still list. */
const WIDGET_ID = "second-heartbeat";

/**
 * Step 5: the popup lists what is pending, and its buttons work.
 * @returns the client in its own tab, with nothing pending
 */
export async function usePopup(demo: Demo, { stage, browser }: Scene): Promise<OpenClient> {
  const { narrator, pictures } = demo;
  narrator.step(5, "A popup in which Alice sees what is pending");
  const opened = await openHeartbeat(browser, stage, { widgetId: WIDGET_ID });
  await untilPhase(opened, "ready");
  await press(opened, "start");
  await untilPhase(opened, "beating");
  const popup = await openPopup(browser, await tabOf(browser, opened.page));
  await expectOf("the popup finds everything in order", popup.untilDiagnosis("ready"));
  narrator.passed(`It says about this client: "${await popup.headline()}".`);

  const row = await expectOf("the popup lists the last will", popup.row(WIDGET_ID));
  await expectCountdown(demo, row);
  await restartInPopup(demo, stage, opened, popup, row);
  await sendInPopup(demo, stage, row);
  await cancelInPopup(demo, stage, opened, popup);
  await pictures.takePopup(browser, popup.page, "popup-afterwards");
  await expectNoErrors(demo, browser, opened);
  return opened;
}

async function expectCountdown({ narrator }: Demo, row: Row): Promise<void> {
  // A restart by the widget may reset the countdown between two of these values, but not twice in a row.
  const [first, second, third] = await expectOf("the countdown runs", row.countdowns(3));
  if (!first || !second || !third)
    throw new ExpectationError("the countdown changes", { first, second, third });
  const [from, to] = second.left < first.left ? [first, second] : [second, third];
  expect("the countdown decreases", to.left < from.left, { first, second, third });
  const after = `${to.at - from.at} ms later`;
  narrator.passed(`It lists the last will, to be sent in ${from.left} s; ${after}, in ${to.left} s.`);
}

async function restartInPopup(
  { narrator }: Demo,
  { aliceElsewhere }: Stage,
  opened: OpenClient,
  { page }: PopupPage,
  { left, press: pressInPopup }: Row,
): Promise<void> {
  await press(opened, "stop");
  await page.bringToFront();
  const low = await soon(
    "the countdown continues without a heartbeat",
    left,
    (seconds) => seconds <= LOW_SECONDS,
  );
  const [before] = await aliceElsewhere.delayedEvents();
  await pressInPopup("restart");
  const isUp = (seconds: number) => seconds > LOW_SECONDS + 2;
  const high = await soon("Postpone moves the countdown back up", left, isUp, AT_ONCE_MS);
  const [after] = await aliceElsewhere.delayedEvents();
  expect(
    "the homeserver counts from the restart",
    before !== undefined && after !== undefined && after.running_since > before.running_since,
    { before, after },
  );
  narrator.passed(
    `The heartbeat is stopped. At ${low} s, "Postpone" moves the countdown back up to ${high} s.`,
  );
}

async function sendInPopup({ narrator }: Demo, { bob, room }: Stage, row: Row): Promise<void> {
  const mark = await bob.mark();
  const pressed = Date.now();
  await row.do("send");
  const sent = bob.waitForEvent(room, says("gone"), AT_ONCE_MS, mark);
  const event = await expectOf("Send now sends it", sent);
  await expectOf("the popup shows it as sent", row.until("sent"));
  const after = event.origin_server_ts - pressed;
  narrator.passed(`"Send now": Bob has it ${after} ms after the click, as ${event.event_id}.`);
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
  const row = await expectOf("the popup lists the new last will", popup.row(WIDGET_ID));
  const left = await row.left();
  await row.do("cancel");
  await expectOf("the popup shows it as cancelled", row.until("cancelled"));
  const pending = await stage.aliceElsewhere.delayedEvents();
  expect("the homeserver holds nothing now", pending.length === 0, pending);
  narrator.passed(
    `A new last will is pending, to be sent in ${left} s. "Cancel": the homeserver forgets it.`,
  );
  await expectNoLastWill(stage, NEVER_MS, mark);
  narrator.passed(`${seconds(NEVER_MS)} later, Bob has seen no last will: it never comes.`);
}

async function expectNoErrors(
  { narrator }: Demo,
  browser: TestBrowser,
  { client }: OpenClient,
): Promise<void> {
  const errors = [
    ...(await client(({ errors }) => errors)),
    ...uncaughtErrors(browser).map(({ text }) => text),
  ];
  expect("no page and no part of the extension runs into an error", errors.length === 0, errors);
  narrator.passed("Neither the pages nor the extension ran into an error.");
}
