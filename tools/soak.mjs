import { constants } from "node:os";
import path from "node:path";
import { OptionError, readOptions, USAGE } from "../bench/soak/options.mjs";
import { runChild } from "./child.mjs";
import { SetUpError } from "./setup/set-up-error.mjs";
import { setUp } from "./setup.mjs";

const root = path.dirname(import.meta.dirname);

process.exitCode = await start(process.argv.slice(2));

/** @returns {Promise<number | null>} the exit status; 2 for invalid options, which are reported before any work */
async function start(args) {
  try {
    if (readOptions(args).help) {
      console.log(USAGE);
      return 0;
    }
    const { liveKit } = await setUp({ log: console.log, calls: true });
    // Otherwise the soak would wait for the build, too, and log that another process is installing LiveKit.
    await liveKit;
    const webpack = path.join(root, "node_modules/.bin/webpack");
    for (const command of [
      [webpack, "--config-name", "extension-test", "--config-name", "pages"],
      [process.execPath, "--import", "tsx", "bench/soak/main.ts", ...args],
    ]) {
      const { status, signal } = await runChild(command[0], command.slice(1), { cwd: root });
      if (signal) return 128 + constants.signals[signal];
      if (status !== 0) return status;
    }
    return 0;
  } catch (error) {
    console.error(error instanceof SetUpError || error instanceof OptionError ? error.message : error);
    return error instanceof OptionError ? 2 : 1;
  }
}
