/** Something that is read once and then known, until it may have changed. */
export interface Remembered<Value> {
  /** @throws what the reading throws; then it is read again the next time */
  get(): Promise<Value>;
  /** It may have changed: whoever asks from now on has it read again. */
  forget(): void;
}

/**
 * Remembers what storage and the browser say while the worker lives, for what is asked too often to ask them each time.
 * @param read gives it as it is now
 */
export function remembered<Value>(read: () => Promise<Value>): Remembered<Value> {
  let known: Promise<Value> | undefined;
  return {
    get() {
      const reading = known ?? read();
      known = reading;
      reading.catch(() => {
        if (known === reading) known = undefined;
      });
      return reading;
    },
    forget() {
      known = undefined;
    },
  };
}
