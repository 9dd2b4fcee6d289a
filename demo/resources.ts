/** Something that runs until it is closed. */
interface Closable {
  close(): Promise<void>;
}

/** What was started and must be ended. */
export class Resources {
  readonly #ends: (() => Promise<void>)[] = [];
  #ended = false;

  /**
   * Starts something, and takes charge of it from that moment on: what is still starting when all is to end is awaited
   * and then closed.
   * @throws what `start` throws; Error when all has ended already
   */
  async own<Thing extends Closable>(start: () => Promise<Thing>): Promise<Thing> {
    if (this.#ended) throw new Error("The demo has ended.");
    const starting = start();
    this.#ends.unshift(() =>
      starting.then(
        (thing) => thing.close(),
        // Whoever awaits the start has heard of it.
        () => undefined,
      ),
    );
    return starting;
  }

  /**
   * Closes everything, what was started last first, each of them even if another cannot be closed.
   * @returns the errors of those that could not
   */
  async end(): Promise<unknown[]> {
    this.#ended = true;
    const errors: unknown[] = [];
    for (const end of this.#ends.splice(0)) await end().catch((error: unknown) => errors.push(error));
    return errors;
  }
}
