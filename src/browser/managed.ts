import browser from "webextension-polyfill";

/** @returns what an administrator has preset. Firefox rejects if that is nothing */
export function managedStorage(): Promise<unknown> {
  return browser.storage.managed.get(null);
}

/** Calls the listener when an administrator has changed something. Firefox reads it as it starts, and never again. */
export function onManagedChanged(listener: () => void): void {
  const { onChanged } = browser.storage.managed;
  const heard = () => listener();
  onChanged.addListener(heard);
  // As in storage.ts: Firefox would do it too late, and report an error of its own.
  addEventListener("pagehide", () => onChanged.removeListener(heard));
}
