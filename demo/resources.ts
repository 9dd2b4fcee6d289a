/** Something that must be closed. */
interface Closable {
  close(): Promise<void>;
}

/** Everything that the demo has started and must close. */
export class Resources {
  readonly #ends: (() => Promise<void>)[] = [];
  #ended = false;

  /**
   * Starts something and owns it from that moment on: if it is still starting when the demo ends, it is awaited and
   * then closed.
   * @throws what `start` throws; Error if the demo has already ended
   */
  async own<Thing extends Closable>(start: () => Promise<Thing>): Promise<Thing> {
    if (this.#ended) throw new Error("The demo has ended.");
    const starting = start();
    this.#ends.unshift(() =>
      starting.then(
        (thing) => thing.close(),
        // The caller of `own` gets this error.
        () => undefined,
      ),
    );
    return starting;
  }

  /**
   * Closes everything in reverse order, even if something cannot be closed.
   * @returns the errors of those that failed to close
   */
  async end(): Promise<unknown[]> {
    this.#ended = true;
    const errors: unknown[] = [];
    for (const end of this.#ends.splice(0)) await end().catch((error: unknown) => errors.push(error));
    return errors;
  }
}
