import type { Store } from "../../../src/background/store.ts";

/** A store in memory. As real storage does, it hands out copies; `values` is what it holds. */
export function memoryStore(): Store & { values: Map<string, unknown> } {
  const values = new Map<string, unknown>();
  return {
    values,
    get: async (key) => structuredClone(values.get(key)),
    all: async (prefix) => structuredClone(new Map([...values].filter(([key]) => key.startsWith(prefix)))),
    set: async (key, value) => void values.set(key, structuredClone(value)),
    remove: async (key) => void values.delete(key),
  };
}
