import type { WatchedStore } from "../../src/background/store.ts";

/**
 * A store as one life of the worker sees it. After its death, nothing that it still wanted to read or write happens, and it
 * never hears of it.
 * @param written is told every key and value that was put into it
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
