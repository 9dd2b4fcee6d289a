import type { TestBrowser } from "../../test/environment/browsers.ts";
import type { CallStage } from "../../test/environment/call/call-stage.ts";
import type { Demo } from "../demo.ts";
import { joinWithPostdate } from "./join.ts";
import { startCallStage } from "./stage.ts";
import { dieBesideBob } from "./two.ts";
import { showCallHarm } from "./without-postdate.ts";

/**
 * Walks through a real call in a client that cannot schedule events.
 * @throws NotHeldError at the first thing that is not as it should be
 */
export async function walkThroughCall(demo: Demo): Promise<{ stage: CallStage; browser: TestBrowser }> {
  const stage = await startCallStage(demo);
  await showCallHarm(demo, stage);
  const alices = await joinWithPostdate(demo, stage);
  await dieBesideBob(demo, stage, alices);
  demo.narrator.say("\nEvery step held.");
  return { stage, browser: alices.browser };
}
