import type { WatchedStore } from "../../src/background/store.ts";

/**
 * A store for one life of the worker. After the worker's death, its reads and writes have no effect and never settle.
 * @param written receives every key and value that is written
 */
export function mortal(store: WatchedStore, death: AbortSignal, written: [string, unknown][]): WatchedStore {
  const alive = <T>(task: () => Promise<T>): Promise<T> => (death.aborted ? new Promise(() => {}) : task());
  return {
    get: (key) => alive(() => store.get(key)),
    all: (prefix) => alive(() => store.all(prefix)),
    set: (key, value) =>
      alive(() => {
        written.push([key, structuredClone(value)]);
        return store.set(key, value);
      }),
    remove: (key) => alive(() => store.remove(key)),
    onChanged: (listener) => store.onChanged((...news) => void (death.aborted || listener(...news))),
  };
}
