import { remembered } from "./remembered.ts";
import type { Store } from "./store.ts";

const UNENCRYPTED = "unencrypted";

/**
 * The user's settings for all clients.
 * @param changed called after every change
 */
export function createSettings(store: Store, changed: () => void) {
  /** Nobody else writes it. */
  const stored = remembered(() => store.get(UNENCRYPTED));

  /**
   * Says whether messages may be scheduled in encrypted rooms, although the homeserver then holds and sends them
   * unencrypted. Off until the user allows it.
   */
  async function unencrypted(): Promise<boolean> {
    return (await stored.get()) === true;
  }

  async function setUnencrypted(on: boolean): Promise<void> {
    // Also if it fails: it may be there all the same.
    await store.set(UNENCRYPTED, on).finally(stored.forget);
    changed();
  }

  return { unencrypted, setUnencrypted };
}

export type Settings = ReturnType<typeof createSettings>;
