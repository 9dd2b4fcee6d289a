/**
 * A failure in a run, with its reason.
 * @typedef {{ test: string, why: string }} Red
 */

/** Maximum length of a reason, so that it fits on a line (characters). */
const WHY_LENGTH = 200;

/** Counts how often each test was red over the runs of its step. */
export class RedTally {
  #runs = new Map();
  #red = new Map();

  /** Whether a test was red. */
  get any() {
    return this.#red.size > 0;
  }

  /**
   * @param {string} step
   * @param {Red[]} red the failures in one run of the step
   */
  add(step, red) {
    this.#runs.set(step, (this.#runs.get(step) ?? 0) + 1);
    for (const [test, why] of new Map(red.map(({ test, why }) => [test, why]))) {
      const key = JSON.stringify([step, test]);
      const { times, whys } = this.#red.get(key) ?? { times: 0, whys: new Set() };
      this.#red.set(key, { times: times + 1, whys: whys.add(oneLine(why)) });
    }
  }

  /**
   * @returns {string[]} a line for each red test, the most frequent first, followed by one for each reason; a single
   *   line if no test was red
   */
  lines() {
    const sorted = [...this.#red].sort(([, one], [, other]) => other.times - one.times);
    if (sorted.length === 0) return ["no test was red"];
    return sorted.flatMap(([key, { times, whys }]) => {
      const [step, test] = JSON.parse(key);
      return [
        `${times} of ${this.#runs.get(step)}  ${step}: ${test}`,
        ...[...whys].map((why) => `        ${why}`),
      ];
    });
  }
}

/**
 * @param {unknown} error what a test or hook threw
 * @returns {string} its message and those of its causes, since a wait that is over does not tell what the last check threw
 */
export function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${reasonOf(error.cause)})`;
}

function oneLine(why) {
  const line = why.replace(/\s+/g, " ").trim();
  return line.length > WHY_LENGTH ? `${line.slice(0, WHY_LENGTH - 1)}…` : line;
}
