import browser from "webextension-polyfill";

/** @returns the patterns among these that the user has granted */
export async function granted(patterns: string[]): Promise<string[]> {
  const held = await Promise.all(
    patterns.map((pattern) => browser.permissions.contains({ origins: [pattern] })),
  );
  return patterns.filter((_, index) => held[index]);
}

/** @returns all patterns that are granted, by the user or by the manifest */
export async function allGranted(): Promise<string[]> {
  return (await browser.permissions.getAll()).origins ?? [];
}

/**
 * Chromium closes the popup when its permission prompt appears, and accepts `request` up to 5 s after a click.
 * Firefox leaves the popup open, and accepts `request` only in the click's own handler.
 */
export const questionClosesPopup = !("getBrowserInfo" in browser.runtime);

/** Asks the user for permission for these sites, after a click on one of the extension's pages. */
export function request(patterns: string[]): Promise<boolean> {
  return browser.permissions.request({ origins: patterns });
}

/** Calls the listener when the user grants or revokes anything, here or in the browser's own settings. */
export function onPermissionsChanged(listener: () => void): void {
  browser.permissions.onAdded.addListener(listener);
  browser.permissions.onRemoved.addListener(listener);
}

/** Calls the listener when the user grants anything. */
export function onGranted(listener: () => void): void {
  browser.permissions.onAdded.addListener(listener);
}

/** Gives a permission back; one that the manifest itself grants stays. */
export async function giveBack(pattern: string): Promise<void> {
  await browser.permissions.remove({ origins: [pattern] }).catch(() => false);
}

const NOTIFICATIONS = { permissions: ["notifications" as const] };

/** Says whether the extension may show notifications. */
export function mayNotify(): Promise<boolean> {
  return browser.permissions.contains(NOTIFICATIONS);
}

/** Asks the user for this permission, directly in the handler of a click on one of the extension's pages. */
export function requestNotifications(): Promise<boolean> {
  return browser.permissions.request(NOTIFICATIONS);
}
