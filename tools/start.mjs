import { constants } from "node:os";
import path from "node:path";
import { OptionError, readOptions, USAGE } from "../demo/options.mjs";
import { runChild } from "./child.mjs";
import { SetUpError } from "./setup/set-up-error.mjs";
import { setUp } from "./setup.mjs";

const root = path.dirname(import.meta.dirname);

process.exitCode = await start(process.argv.slice(2));

/** @returns {Promise<number | null>} the exit status; 2 for invalid options, which are reported before any work */
async function start(args) {
  try {
    const { help, widget } = readOptions(args);
    if (help) {
      console.log(USAGE);
      return 0;
    }
    const { liveKit } = await setUp({ log: console.log, calls: widget === "element-call" });
    await liveKit;
    const demo = ["--import", "tsx", "demo/main.ts", ...args];
    const { status, signal } = await runChild(process.execPath, demo, { cwd: root });
    return signal ? 128 + constants.signals[signal] : status;
  } catch (error) {
    console.error(error instanceof SetUpError || error instanceof OptionError ? error.message : error);
    return error instanceof OptionError ? 2 : 1;
  }
}
