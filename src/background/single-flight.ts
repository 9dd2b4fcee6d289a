/**
 * Runs a task once at a time: a call while it is under way gets that run's result. A finished run is forgotten, so the
 * next call starts a new one.
 */
export class SingleFlight<T> {
  readonly #underWay = new Map<string, Promise<T>>();

  /** @returns the result of the task with this name that is under way; if there is none, starts this one */
  run(name: string, task: () => Promise<T>): Promise<T> {
    const same = this.#underWay.get(name);
    if (same) return same;
    const begun = task().finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, begun);
    return begun;
  }

  isUnderWay(name: string): boolean {
    return this.#underWay.has(name);
  }
}
