import { oneAtATime, type Store } from "../store.ts";
import { makeSpaceFor, sizeOf } from "./quota.ts";
import { hasReplaced, isTied, readWidget, type Widget, type WidgetLoad } from "./widget-load.ts";

const PREFIX = "widget ";

/** The widgets' loads in storage, by the secret of their document (the nonce), and within their quotas. */
export function createLoadStore(store: Store) {
  /** Runs a task while nothing else changes the loads. */
  const inOrder = oneAtATime();

  /** @returns the load, if it is remembered */
  async function read(nonce: string): Promise<WidgetLoad | undefined> {
    return readWidget(await store.get(PREFIX + nonce));
  }

  /** @returns all remembered loads; closed tabs have none */
  async function all(): Promise<WidgetLoad[]> {
    const stored = [...(await store.all(PREFIX)).values()].map(readWidget);
    return stored.filter((load) => load !== undefined);
  }

  /**
   * Stores a load, and forgets loads that it replaces or that must make space for it. Call it in order.
   * @param before the load as it is stored, if it is
   * @returns whether there was space
   */
  async function keep(load: WidgetLoad, before?: WidgetLoad): Promise<boolean> {
    if (!before || sizeOf(load) > sizeOf(before)) {
      const others = (await all()).filter(({ nonce }) => nonce !== load.nonce);
      const replaced = before ? [] : others.filter((other) => hasReplaced(load, other));
      const beyond = makeSpaceFor(
        load,
        others.filter((other) => !replaced.includes(other)),
      );
      if (!beyond) return false;
      for (const old of [...replaced, ...beyond]) await store.remove(PREFIX + old.nonce);
    }
    await store.set(PREFIX + load.nonce, load);
    return true;
  }

  /**
   * Changes a load, in order.
   * @param edit returns nothing to leave the load as it is
   * @returns the widget as it is stored then; nothing if it has no host, or if nothing was stored
   */
  function change(
    nonce: string,
    edit: (load: WidgetLoad) => WidgetLoad | undefined,
  ): Promise<Widget | undefined> {
    return inOrder(async () => {
      const load = await read(nonce);
      const next = load && edit(load);
      if (!next || !(await keep(next, load))) return undefined;
      return isTied(next) ? next : undefined;
    });
  }

  /** Forgets the matching loads, in order, and all that cannot be read. */
  function forget(matches: (load: WidgetLoad) => boolean): Promise<void> {
    return inOrder(async () => {
      for (const [key, value] of await store.all(PREFIX)) {
        const load = readWidget(value);
        if (!load || matches(load)) await store.remove(key);
      }
    });
  }

  return { inOrder, read, all, keep, change, forget };
}
