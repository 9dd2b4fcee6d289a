import type { Demo, Shown } from "../demo.ts";
import { joinWithPostdate } from "./join.ts";
import { startCallStage } from "./stage.ts";
import { dieBesideBob } from "./two.ts";
import { showCallHarms } from "./without-postdate.ts";

/**
 * Walks through a real call in a client that cannot schedule events.
 * @returns what remains open at the end: Bob's browser
 * @throws ExpectationError at the first expectation that fails
 */
export async function walkThroughCall(demo: Demo): Promise<Shown> {
  const stage = await startCallStage(demo);
  await showCallHarms(demo, stage);
  const alices = await joinWithPostdate(demo, stage);
  const bobs = await dieBesideBob(demo, stage, alices);
  demo.narrator.say("\nEvery step passed.");
  if (!demo.options.once) demo.narrator.say("Bob is still in the call. Ctrl-C ends everything.");
  return { stage, browsers: [bobs] };
}
