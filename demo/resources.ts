/** Something that runs until it is closed. */
interface Closable {
  close(): Promise<void>;
}

/** Everything that was started and must be closed. */
export class Resources {
  readonly #ends: (() => Promise<void>)[] = [];
  #ended = false;

  /**
   * Starts something and owns it from that moment on: whatever is still starting when everything is to end is awaited
   * and then closed.
   * @throws what `start` throws; Error when everything has already ended
   */
  async own<Thing extends Closable>(start: () => Promise<Thing>): Promise<Thing> {
    if (this.#ended) throw new Error("The demo has ended.");
    const starting = start();
    this.#ends.unshift(() =>
      starting.then(
        (thing) => thing.close(),
        // Whoever awaits the start has already received this error.
        () => undefined,
      ),
    );
    return starting;
  }

  /**
   * Closes everything in reverse order, even if something cannot be closed.
   * @returns the errors of those that could not be closed
   */
  async end(): Promise<unknown[]> {
    this.#ended = true;
    const errors: unknown[] = [];
    for (const end of this.#ends.splice(0)) await end().catch((error: unknown) => errors.push(error));
    return errors;
  }
}
