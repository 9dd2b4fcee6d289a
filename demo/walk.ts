import { build } from "./build.ts";
import type { Demo, Scene } from "./demo.ts";
import { seconds } from "./narrator.ts";
import { openTheClient } from "./steps/client.ts";
import { holdBack } from "./steps/extension.ts";
import { startHomeserver } from "./steps/homeserver.ts";
import { usePopup } from "./steps/popup.ts";
import { schedule } from "./steps/widget.ts";
import { showHarm } from "./steps/without-postdate.ts";

/** Announces the demo, and builds the extension and the pages. */
export async function prepare({ narrator, options, screen }: Demo, signal: AbortSignal): Promise<void> {
  const isWalk = options.once || !screen;
  const minutes = options.widget === "element-call" ? "about two minutes" : "one to two minutes";
  const what = isWalk ? `a walk through its main job, which takes ${minutes}` : "try it yourself";
  narrator.say(`Postdate in ${options.browser}, ${screen ? "in a window" : "without a window"}: ${what}.`);
  const start = performance.now();
  await build(signal);
  narrator.note(`The extension and the pages were built in ${seconds(performance.now() - start)}.`);
}

/**
 * Walks through the main job: a widget leaves a last will with the homeserver, in a client that does not support that.
 * @throws ExpectationError at the first expectation that fails
 */
export async function walk(demo: Demo): Promise<Scene> {
  const stage = await startHomeserver(demo);
  await showHarm(demo, stage);
  const scene = await openTheClient(demo, stage);
  const scheduled = await schedule(demo, scene);
  await holdBack(demo, scene, scheduled);
  const opened = await usePopup(demo, scene);
  demo.narrator.say("\nEvery step passed.");
  return { ...scene, opened };
}
