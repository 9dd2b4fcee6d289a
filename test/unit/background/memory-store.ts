import type { Store } from "../../../src/background/store.ts";

/** A store in memory. As real storage does, it hands out copies; `values` is what it holds, and `most` how many at most. */
export function memoryStore() {
  const values = new Map<string, unknown>();
  const store: Store & { values: Map<string, unknown>; most: number } = {
    values,
    most: Number.POSITIVE_INFINITY,
    get: async (key) => structuredClone(values.get(key)),
    all: async (prefix) => structuredClone(new Map([...values].filter(([key]) => key.startsWith(prefix)))),
    async set(key, value) {
      if (new Set([...values.keys(), key]).size > store.most) throw new Error("QuotaExceededError");
      values.set(key, structuredClone(value));
    },
    remove: async (key) => void values.delete(key),
  };
  return store;
}
