import browser from "webextension-polyfill";
import type { Store } from "../background/store.ts";

/** `local` outlives the browser; `session` is in memory, and no page's content script can read it. */
export function storageArea(name: "local" | "session"): Store {
  const area = browser.storage[name];
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
  };
}
