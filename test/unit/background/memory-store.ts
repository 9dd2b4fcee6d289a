import type { WatchedStore } from "../../../src/background/store.ts";

/**
 * A store in memory. Like real storage, it returns copies and reports changes; `values` is its content, `most` its
 * limit of entries, and `mostBytes` its size limit, counted as browsers do.
 */
export function memoryStore() {
  const values = new Map<string, unknown>();
  const listeners: ((key: string, value: unknown) => void)[] = [];
  const changed = (key: string) => {
    for (const listener of listeners) listener(key, structuredClone(values.get(key)));
  };
  const store: WatchedStore & { values: Map<string, unknown>; most: number; mostBytes: number } = {
    values,
    most: Number.POSITIVE_INFINITY,
    mostBytes: Number.POSITIVE_INFINITY,
    get: async (key) => structuredClone(values.get(key)),
    all: async (prefix) => structuredClone(new Map([...values].filter(([key]) => key.startsWith(prefix)))),
    async set(key, value) {
      const next = new Map(values).set(key, value);
      if (next.size > store.most) throw new Error("QuotaExceededError");
      if (store.mostBytes < Number.POSITIVE_INFINITY && bytesIn(next) > store.mostBytes)
        throw new Error("QuotaExceededError");
      values.set(key, structuredClone(value));
      changed(key);
    },
    async remove(key) {
      if (values.delete(key)) changed(key);
    },
    onChanged: (listener) => void listeners.push(listener),
  };
  return store;
}

/** @returns the bytes of all keys and of their values' JSON */
export function bytesIn(values: Map<string, unknown>): number {
  return [...values].reduce(
    (sum, [key, value]) => sum + key.length + Buffer.byteLength(JSON.stringify(value)),
    0,
  );
}
