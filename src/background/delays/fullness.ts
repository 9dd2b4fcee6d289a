import type { Store } from "../store.ts";

const KEY = "full";

/** The two kinds of storage: what outlives the browser, and what does not. */
type Area = "persistent" | "inMemory";

/**
 * Remembers that a storage has taken nothing the last time something was to be scheduled. The user looks when the background
 * has long been stopped, so that it is written down: as one word, which fits where a delayed event does not.
 */
export function createFullness(store: Store) {
  const known = new Map<Area, boolean>();

  async function is(area: Area): Promise<boolean> {
    const isFull = known.get(area) ?? (await store.get(`${KEY} ${area}`)) === true;
    known.set(area, isFull);
    return isFull;
  }

  /** Never fails: nothing but a word in the popup depends on it. */
  async function set(area: Area, isFull: boolean): Promise<void> {
    if ((await is(area).catch(() => undefined)) === isFull) return;
    known.set(area, isFull);
    const key = `${KEY} ${area}`;
    await (isFull ? store.set(key, true) : store.remove(key)).catch(() => undefined);
  }

  return { is, set };
}
