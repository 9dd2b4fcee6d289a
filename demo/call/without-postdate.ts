import type { TestBrowser } from "../../test/environment/browser/browsers.ts";
import type { CallStage } from "../../test/environment/call/call-stage.ts";
import { isJoin, isLeave } from "../../test/environment/call/membership.ts";
import { openCall } from "../../test/environment/call/open-call.ts";
import { type Demo, nameOf, startBrowser } from "../demo.ts";
import { expect, expectOf, soon } from "../expectation.ts";
import { lookForMedia, showLost } from "./lost.ts";

const SOON_MS = 20_000;

/**
 * Steps 2 and 3, in separate rooms: a client that sends the call's leave at once, and one that does not name the media
 * server. Element Call gives up in both.
 */
export async function showCallHarms(demo: Demo, stage: CallStage): Promise<void> {
  const browser = await startBrowser(demo, "bare");
  // Its half minute passes during step 2.
  const lost = await lookForMedia(browser, stage);
  await showHarm(demo, stage, browser);
  await showLost(demo, stage, browser, lost);
  await browser.close();
}

async function showHarm(demo: Demo, stage: CallStage, browser: TestBrowser): Promise<void> {
  const { narrator, pictures } = demo;
  narrator.step(2, "A call in a client that does not know delayed events");
  narrator.note(`First without Postdate, in ${nameOf(browser)}:`);
  const room = await stage.newRoom("Without Postdate");
  const mark = await stage.bob.mark();
  const { page, call } = await openCall(browser, stage, { intent: "start_call", host: { room } });
  const left = await expectOf(
    "the client sends the call's leave at once",
    stage.bob.waitForEvent(room, isLeave(stage.alice.userId), SOON_MS, mark),
  );
  const told = await stage.bob.timeline(room);
  const before = told.slice(
    0,
    told.findIndex(({ event_id }) => event_id === left.event_id),
  );
  expect("Bob was never told that Alice is there", !before.some(isJoin(stage.alice.userId)), before);
  narrator.passed(`Bob is told that Alice has left before she is there: ${left.event_id}.`);
  await soon(
    "Element Call says that the connection is lost",
    () => call().evaluate(() => document.body.innerText),
    (text) => text.includes("Connection lost"),
  );
  narrator.passed('Element Call says "Connection lost".');
  await pictures.take(browser, page, "call-without-postdate");
}
