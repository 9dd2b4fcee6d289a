/** A place to keep JSON values by key, in storage. Reads give nothing for a key that is not there. */
export interface Store {
  get(key: string): Promise<unknown>;
  /** @returns every key that starts so, with its value */
  all(prefix: string): Promise<Map<string, unknown>>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}

/** @returns a function that runs what it is given one after another, whatever becomes of each */
export function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return function run<T>(task: () => Promise<T>): Promise<T> {
    const result = last.then(task, task);
    last = result;
    return result;
  };
}
