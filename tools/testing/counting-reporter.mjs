import { reporters } from "mocha";

/** mocha's own readable report, live; when the run ends, its counts go to the process that started this one. */
export default class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      process.send?.({ passed: passes, failed: failures + pending });
    });
  }
}
