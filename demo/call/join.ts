import type { TestBrowser } from "../../test/environment/browser/browsers.ts";
import { answerTimes } from "../../test/environment/call/answer-times.ts";
import type { CallStage } from "../../test/environment/call/call-stage.ts";
import { pendingIn } from "../../test/environment/call/last-will.ts";
import { isJoin, isLeave } from "../../test/environment/call/membership.ts";
import { type OpenCall, openCall } from "../../test/environment/call/open-call.ts";
import { openPopup, tabOf } from "../../test/environment/popup/popup-page.ts";
import { type Demo, nameOf, startBrowser } from "../demo.ts";
import { expect, expectOf } from "../expectation.ts";
import { masked, seconds } from "../narrator.ts";
import { beganAt, serviceToldTo } from "./transports.ts";

/** Enough restarts that the delay would have run out without them. */
const RESTARTS = 6;
/**
 * How soon Alice must be in the call, even on a busy machine (ms); without Postdate, Element Call would ask for 30 s.
 */
const THERE_MS = 10_000;
/** How long MatrixRTC waits for the answer to a restart (ms). */
const PROMPT_MS = 2_000;

/** Alice's browser with Postdate, and her call in it. */
export interface AlicesCall {
  browser: TestBrowser;
  call: OpenCall;
}

/**
 * Step 4: the first client again, with Postdate, which provides what both clients lacked. The call learns its media
 * server and starts, and the homeserver holds its last will.
 */
export async function joinWithPostdate(demo: Demo, stage: CallStage): Promise<AlicesCall> {
  const { narrator, pictures } = demo;
  const { alice, bob, room } = stage;
  narrator.step(4, "The same call with Postdate");
  const browser = await startBrowser(demo, "with Postdate");
  const mark = await bob.mark();
  const call = await openCall(browser, stage, { intent: "start_call", transports: false });
  await expectOf("Element Call joins the call", call.untilJoined());
  const joined = bob.waitForEvent(room, isJoin(alice.userId), PROMPT_MS, mark);
  const event = await expectOf("Bob sees that Alice is in the call", joined);
  narrator.passed(`${nameOf(browser)} is in the call, and Bob sees it: ${event.event_id}.`);
  const service = await serviceToldTo(call);
  expect("Postdate tells the call the media server that Synapse names", service === stage.jwt.url, service);
  const took = event.origin_server_ts - (await beganAt(call));
  expect("Alice is there within seconds", took < THERE_MS, took);
  narrator.passed(
    `Postdate has told the call its media server, and Alice was there ${seconds(took)} after the call's first request.`,
  );

  const [will] = await pendingIn(stage, room);
  expect("the homeserver holds the call's leave", will?.delay === stage.timing.delay, will);
  narrator.passed(
    `Synapse holds the call's leave, to be sent in ${seconds(stage.timing.delay)}: ${masked(will?.delay_id ?? "")} (the rest is a secret).`,
  );
  await expectOf("the restarts are answered", call.untilRestarts(RESTARTS));
  const times = answerTimes(await call.restarts());
  expect(`each restart is answered within ${PROMPT_MS} ms`, times.worst < PROMPT_MS, times);
  narrator.passed(`${times.words}.`);
  await bob.expectNone(room, isLeave(alice.userId), 0, mark);
  narrator.passed(
    `More than ${seconds(stage.timing.delay)} have passed, and nobody was told that Alice has left.`,
  );
  await pictures.take(browser, call.page, "call-with-postdate");

  const popup = await openPopup(browser, await tabOf(browser, call.page));
  await popup.row("call");
  await pictures.takePopup(browser, popup.page, "popup-with-call");
  await popup.page.close();
  await call.page.bringToFront();
  return { browser, call };
}
