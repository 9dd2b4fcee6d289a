import { reporters } from "mocha";

/**
 * mocha's own readable report, live; when the run ends, its counts go to the process that started this one, and the names of
 * what was red: tests that failed or were skipped, and hooks.
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
