/** Counts how often each test was red over the runs of its step. */
export class RedTally {
  #runs = new Map();
  #red = new Map();

  /**
   * @param {string} step
   * @param {string[]} red what failed in one run of the step
   */
  add(step, red) {
    this.#runs.set(step, (this.#runs.get(step) ?? 0) + 1);
    for (const name of new Set(red)) {
      const key = JSON.stringify([step, name]);
      this.#red.set(key, (this.#red.get(key) ?? 0) + 1);
    }
  }

  /** @returns {string[]} a line for each red test, the most frequent first; one that says so if none was */
  lines() {
    const sorted = [...this.#red].sort(([, one], [, other]) => other - one);
    if (sorted.length === 0) return ["no test was red"];
    return sorted.map(([key, times]) => {
      const [step, name] = JSON.parse(key);
      return `${times} of ${this.#runs.get(step)}  ${step}: ${name}`;
    });
  }
}
