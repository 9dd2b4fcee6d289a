import { openCallWindow } from "./call/play.ts";
import { walkThroughCall } from "./call/walk.ts";
import { createDemo, type Demo, type Shown } from "./demo.ts";
import { reportFailure } from "./failure.ts";
import { type Interruption, watchInterruption } from "./interruption.ts";
import { OptionError, readOptions, USAGE } from "./options.mjs";
import { openWindow, printAddresses } from "./play.ts";
import { stay } from "./stay.ts";
import { prepare, walk } from "./walk.ts";

const interruption = watchInterruption();
process.exitCode = await main(process.argv.slice(2));
// Connections that still wait for the homeserver do not notice that it is gone, and would keep the process alive.
process.exit();

/** @returns the exit status */
async function main(args: string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options.help) {
      console.log(USAGE);
      return 0;
    }
    return await run(createDemo(options), interruption);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(error.message);
    return 2;
  }
}

async function run(demo: Demo, { signal, status }: Interruption): Promise<number> {
  const isCall = demo.options.widget === "element-call";
  const show = async (): Promise<Shown> => {
    await prepare(demo, signal);
    const toPlay = demo.screen && !demo.options.once;
    if (isCall) return toPlay ? openCallWindow(demo) : walkThroughCall(demo);
    const { stage, browser } = await (toPlay ? openWindow(demo) : walk(demo));
    return { stage, browsers: [browser] };
  };
  try {
    const shown = await Promise.race([show(), demo.browserLost, status]);
    if (typeof shown === "number") return shown;
    if (demo.options.once) return 0;
    if (!demo.screen && !isCall) printAddresses(demo, shown.stage);
    await stay(demo, shown, signal);
    return 0;
  } catch (error) {
    await reportFailure(demo, error);
    return 1;
  } finally {
    if (signal.aborted) demo.narrator.say("\nEnding the browser and the homeserver.");
    demo.narrator.mute();
    for (const error of await demo.resources.end()) console.error(error);
  }
}
