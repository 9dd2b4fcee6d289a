import { isObject } from "../widget-api/message.ts";
import type { Store, WatchedStore } from "./store.ts";

/**
 * A store with a copy of all values in memory, so that reads are immediate: every restart of a call reads some. All
 * values are read as the worker starts, and again when somebody else has written, such as a worker that died and whose
 * last change arrives late.
 *
 * A value counts only once the store has written it. Reading returns the value itself, not a copy: do not change it.
 */
export function mirrored(store: WatchedStore): Store {
  let reading: Promise<Map<string, unknown>> | undefined;
  /** The values of the last reading, with every change since. */
  let known: Map<string, unknown> | undefined;
  /** The values that are being written, by key; nothing for those being removed. */
  const writing = new Map<string, unknown>();

  function values(): Promise<Map<string, unknown>> {
    const begun = reading ?? store.all("");
    if (begun === reading) return begun;
    reading = begun;
    begun.then(
      (all) => {
        if (reading === begun) known = all;
      },
      () => {
        if (reading === begun) reading = undefined;
      },
    );
    return begun;
  }

  function forget(): void {
    reading = undefined;
    known = undefined;
  }

  /** The store reports a change. Most reports are about our own writes. */
  function heard(key: string, value: unknown): void {
    if (writing.has(key) && isSame(value, writing.get(key))) return;
    if (!known || !isSame(value, known.get(key))) forget();
  }

  async function write(key: string, value: unknown, written: () => Promise<void>): Promise<void> {
    writing.set(key, value);
    try {
      await written();
      // A reading under way may be older than this value.
      const all = await reading?.catch(() => undefined);
      if (value === undefined) all?.delete(key);
      else all?.set(key, value);
    } catch (error) {
      // The store may still have written the value.
      forget();
      throw error;
    } finally {
      writing.delete(key);
    }
  }

  store.onChanged(heard);
  values();
  return {
    get: async (key) => (await values()).get(key),
    all: async (prefix) => new Map([...(await values())].filter(([key]) => key.startsWith(prefix))),
    set: (key, value) => write(key, structuredClone(value), () => store.set(key, value)),
    remove: (key) => write(key, undefined, () => store.remove(key)),
  };
}

/** Says whether two values are the same JSON. Browsers may return the keys of stored objects in another order. */
function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part) => (isObject(part) ? withSortedKeys(part) : part));
}

function withSortedKeys(part: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
}
