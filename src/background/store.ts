/** Stores JSON values by key. Reading a missing key returns nothing. */
export interface Store {
  get(key: string): Promise<unknown>;
  /** @returns every key with this prefix, and its value */
  all(prefix: string): Promise<Map<string, unknown>>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}

/** A store that reports its changes, whoever has made them. */
export interface WatchedStore extends Store {
  /** Calls the listener with each key that has changed and its new value; nothing if it was removed. */
  onChanged(listener: (key: string, value: unknown) => void): void;
}

/** @returns a function that runs its tasks one after another, whether or not they fail */
export function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return function run<T>(task: () => Promise<T>): Promise<T> {
    const result = last.then(task, task);
    last = result;
    return result;
  };
}
