import type { TestBrowser } from "../../test/environment/browser/browsers.ts";
import type { CallStage } from "../../test/environment/call/call-stage.ts";
import { isJoin } from "../../test/environment/call/membership.ts";
import { type OpenCall, openCall } from "../../test/environment/call/open-call.ts";
import type { Demo } from "../demo.ts";
import { expect, soon } from "../expectation.ts";
import { seconds } from "../narrator.ts";
import { beganAt } from "./transports.ts";

/** A client that supports calls but does not tell them their media server, such as Element Web 1.11.88. */
const SILENT = { host: "1.14.0", driver: "native" };
/** Element Call asks for 30 s; the rest is for a busy machine (ms). */
const TIMEOUT_MS = 60_000;

/** A call that cannot find its media server. */
export interface LostCall {
  room: string;
  call: OpenCall;
}

/** Opens the call in its own tab. */
export async function lookForMedia(browser: TestBrowser, stage: CallStage): Promise<LostCall> {
  const room = await stage.newRoom("Nowhere to meet");
  const host = { room, ...SILENT };
  return { room, call: await openCall(browser, stage, { intent: "start_call", transports: false, host }) };
}

/** Step 3: nobody tells Element Call its media server, so it asks for half a minute, and gives up. */
export async function showLost(
  { narrator, pictures }: Demo,
  stage: CallStage,
  browser: TestBrowser,
  { room, call }: LostCall,
): Promise<void> {
  narrator.step(3, "A call in a client that knows delayed events, but not the media server");
  const began = await beganAt(call);
  await call.page.bringToFront();
  narrator.note(
    `The next tab, open for ${seconds(Date.now() - began)}, has an empty call: it asks its client where the media server is.`,
  );
  await pictures.take(browser, call.page, "call-looks-for-media-server");
  await soon(
    "Element Call gives up",
    () => call.call().evaluate(() => document.body.innerText),
    (text) => text.includes("MISSING_MATRIX_RTC_TRANSPORT"),
    TIMEOUT_MS,
  );
  narrator.passed(
    `After ${seconds(Date.now() - began)} it gives up: "Call is not supported". Synapse would have named the media server.`,
  );
  const told = await stage.bob.timeline(room);
  const joined = told.filter(isJoin(stage.alice.userId));
  expect("Bob was never told that Alice is in the call", joined.length === 0, joined);
  narrator.passed(`Bob has waited in ${room} all that time, and has seen nothing.`);
  await pictures.take(browser, call.page, "call-without-media-server");
}
