import type { Store } from "./store.ts";

const UNENCRYPTED = "unencrypted";

/**
 * What the user has decided for all clients.
 * @param changed is called after every change
 */
export function createSettings(store: Store, changed: () => void) {
  /**
   * Says whether messages may be scheduled in encrypted rooms, although the homeserver then holds and sends them unencrypted.
   * They may not until somebody says so.
   */
  async function unencrypted(): Promise<boolean> {
    return (await store.get(UNENCRYPTED)) === true;
  }

  async function setUnencrypted(on: boolean): Promise<void> {
    await store.set(UNENCRYPTED, on);
    changed();
  }

  return { unencrypted, setUnencrypted };
}

export type Settings = ReturnType<typeof createSettings>;
