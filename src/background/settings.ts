import type { Store } from "./store.ts";

const UNENCRYPTED = "unencrypted";

/**
 * The user's settings for all clients.
 * @param changed called after every change
 */
export function createSettings(store: Store, changed: () => void) {
  /**
   * Says whether messages may be scheduled in encrypted rooms, although the homeserver then holds and sends them
   * unencrypted. Off until the user allows it.
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
