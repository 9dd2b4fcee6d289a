import path from "node:path";
import { OLDER_CALLS, olderCall } from "./call-releases.mjs";
import { runChild } from "./child.mjs";
import { OptionError } from "./command-line.mjs";
import { SetUpError } from "./setup/set-up-error.mjs";
import { setUp } from "./setup.mjs";
import { readOptions } from "./testing/calls-options.mjs";
import { runMocha } from "./testing/mocha-step.mjs";

const root = path.dirname(import.meta.dirname);

const { passed, failed } = await test(process.argv.slice(2));
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

/** Fetches the releases, builds the extension and the pages, and runs the tests. An error counts as one failure. */
async function test(args) {
  try {
    const { browser, grep } = readOptions(args, process.env.POSTDATE_BROWSER);
    const { liveKit } = await setUp({ log: console.log, calls: true });
    for (const version of OLDER_CALLS) await olderCall(version, console.log);
    await liveKit;
    const webpack = path.join(root, "node_modules/.bin/webpack");
    const what = ["--config-name", "extension-test", "--config-name", "pages"];
    const { status } = await runChild(webpack, what, { cwd: root });
    if (status !== 0) return { passed: 0, failed: 1 };
    return await runMocha(root, {
      files: ["test/calls/**/*.test.ts"],
      env: { POSTDATE_BROWSER: browser },
      ...(grep !== undefined && { grep }),
    });
  } catch (error) {
    console.error(error instanceof SetUpError || error instanceof OptionError ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}
