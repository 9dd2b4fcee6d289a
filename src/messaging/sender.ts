/**
 * Who sent a message, as the browser tells it. Nothing of this is ever read from a message's body.
 */
export interface FrameSender {
  tabId: number;
  frameId: number;
  /** Changes with every navigation of the frame. */
  documentId: string;
  /** The origin of the frame's page: scheme, host and port. */
  origin: string;
  /** What keeps sessions apart within one browser: a Firefox container's cookie store, or a private window. */
  world: string;
}

/**
 * Says whether what is of one world is seen from a window of another: private windows show what is private, and others show the
 * rest.
 */
export function isSeenFrom(window: string, world: string): boolean {
  return (window === PRIVATE_WORLD) === (world === PRIVATE_WORLD);
}

/** What the browser says of a tab, as far as it decides the world the tab is in. */
export interface WorldHints {
  /** Firefox's cookie store; Chromium has none here. */
  cookieStoreId?: string | undefined;
  incognito?: boolean | undefined;
}

/** The world of Chromium's ordinary windows and Firefox's default container. */
export const DEFAULT_WORLD = "default";
/** The world of private windows. */
export const PRIVATE_WORLD = "private";

/** @returns the world a tab is in. Firefox names its own default and private stores; they get the common names. */
export function worldOf({ cookieStoreId, incognito }: WorldHints): string {
  if (incognito || cookieStoreId === "firefox-private") return PRIVATE_WORLD;
  return cookieStoreId === undefined || cookieStoreId === "firefox-default" ? DEFAULT_WORLD : cookieStoreId;
}
