import type { Store } from "../store.ts";

const KEY = "full";

/** The two kinds of storage: one survives the browser, the other does not. */
type Area = "persistent" | "inMemory";

/**
 * Remembers whether a storage area was full at the last attempt to schedule. The user may open the popup long after the
 * background has stopped, so this is stored, as one word: that fits even if a delayed event does not.
 */
export function createFullness(store: Store) {
  const known = new Map<Area, boolean>();

  async function is(area: Area): Promise<boolean> {
    const isFull = known.get(area) ?? (await store.get(`${KEY} ${area}`)) === true;
    known.set(area, isFull);
    return isFull;
  }

  /** Never fails: only a sentence in the popup depends on it. */
  async function set(area: Area, isFull: boolean): Promise<void> {
    if ((await is(area).catch(() => undefined)) === isFull) return;
    known.set(area, isFull);
    const key = `${KEY} ${area}`;
    await (isFull ? store.set(key, true) : store.remove(key)).catch(() => undefined);
  }

  return { is, set };
}
