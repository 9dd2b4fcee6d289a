import browser from "webextension-polyfill";

/** @returns what an administrator has preset. Firefox rejects if that is nothing */
export function managedStorage(): Promise<unknown> {
  return browser.storage.managed.get(null);
}

/** Calls the listener when an administrator has changed something. Firefox reads it as it starts, and never again. */
export function onManagedChanged(listener: () => void): void {
  browser.storage.managed.onChanged?.addListener(listener);
}
