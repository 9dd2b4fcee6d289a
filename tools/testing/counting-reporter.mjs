import { reporters } from "mocha";

/**
 * mocha's own readable report, live. When the run ends, the process that started this one gets the counts and the names of
 * what was red: failed or skipped tests, and failed hooks.
 */
export default class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const red = new Set();
    const note = (runnable) => red.add(runnable.fullTitle());
    runner.on("fail", note);
    runner.on("pending", note);
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      process.send?.({ passed: passes, failed: failures + pending, red: [...red] });
    });
  }
}
