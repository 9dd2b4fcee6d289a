import { reporters } from "mocha";
import { reasonOf } from "./red.mjs";

/**
 * mocha's own readable report, live. When the run ends, the parent process gets the counts, and the failed or skipped
 * tests and failed hooks with their reasons.
 */
export default class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const red = [];
    const note = (runnable, why) => red.push({ test: runnable.fullTitle(), why });
    runner.on("fail", (runnable, error) => note(runnable, reasonOf(error)));
    runner.on("pending", (runnable) => note(runnable, "skipped"));
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      process.send?.({ passed: passes, failed: failures + pending, red });
    });
  }
}
