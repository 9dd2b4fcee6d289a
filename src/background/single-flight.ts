/**
 * Does a thing once at a time: whoever asks for it while it is under way waits for what is under way.
 * What has ended is forgotten, so that the next to ask has it done again.
 */
export class SingleFlight<T> {
  readonly #underWay = new Map<string, Promise<T>>();

  /** @returns what comes of the task, or of the one of that name that is under way; then this task is not begun */
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
