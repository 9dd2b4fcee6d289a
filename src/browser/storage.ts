import browser, { type Storage } from "webextension-polyfill";
import type { WatchedStore } from "../background/store.ts";

/**
 * `local` survives the browser; `session` is in memory. Content scripts can read neither, except `local` in Firefox.
 */
export function storageArea(name: "local" | "session"): WatchedStore {
  const area: ClosableArea = browser.storage[name];
  // `session` is closed to them by default. Since Chromium 102:
  // https://developer.chrome.com/docs/extensions/reference/api/storage
  void area.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
  return {
    async get(key) {
      return (await area.get(key))[key];
    },
    async all(prefix) {
      const everything = await area.get(null);
      return new Map(Object.entries(everything).filter(([key]) => key.startsWith(prefix)));
    },
    set: (key, value) => area.set({ [key]: value }),
    remove: (key) => area.remove(key),
    // The area's own event: `storage.onChanged` would deliver the other area's changes as well.
    onChanged(listener) {
      const heard = (changes: Record<string, Storage.StorageChange>) => {
        for (const [key, { newValue }] of Object.entries(changes)) listener(key, newValue);
      };
      area.onChanged.addListener(heard);
      // Firefox would remove the listener too late, and report an error of its own ("sendRemoveListener on closed
      // conduit", 153).
      addEventListener("pagehide", () => area.onChanged.removeListener(heard));
    },
  };
}

type ClosableArea = Storage.StorageArea & {
  setAccessLevel?: (level: { accessLevel: "TRUSTED_CONTEXTS" }) => Promise<void>;
};
