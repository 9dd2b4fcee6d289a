/** A value that is read once and then kept, until it may have changed. */
export interface Remembered<Value> {
  /** @throws the error of reading it; the next call then reads it again */
  get(): Promise<Value>;
  /** The value may have changed: the next `get` reads it again. */
  forget(): void;
}

/**
 * Remembers a value from storage or the browser while the background lives, if it is needed too often to read it each
 * time.
 * @param read reads the current value
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
