import browser from "webextension-polyfill";

/** @returns an administrator's preset. Firefox rejects if there is none */
export function managedStorage(): Promise<unknown> {
  return browser.storage.managed.get(null);
}

/** Calls the listener when an administrator has changed the preset. Firefox reads it only at its start. */
export function onManagedChanged(listener: () => void): void {
  const { onChanged } = browser.storage.managed;
  const heard = () => listener();
  onChanged.addListener(heard);
  // As in storage.ts: Firefox would remove the listener too late, and report an error of its own.
  addEventListener("pagehide", () => onChanged.removeListener(heard));
}
