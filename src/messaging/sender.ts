/**
 * Who sent a message, according to the browser. None of this is ever read from a message's body.
 */
export interface FrameSender {
  tabId: number;
  frameId: number;
  /** Changes with every navigation of the frame. */
  documentId: string;
  /** The origin of the frame's page: scheme, host and port. */
  origin: string;
  /** What keeps sessions apart within one browser: a Firefox container's cookie store, or a private window. */
  partition: string;
}

/**
 * Says whether a window of one partition shows what belongs to another: private windows show private things, all
 * others show the rest.
 */
export function isSeenFrom(window: string, partition: string): boolean {
  return (window === PRIVATE_PARTITION) === (partition === PRIVATE_PARTITION);
}

/** What the browser says about a tab that decides the tab's partition. */
export interface PartitionHints {
  /** Firefox's cookie store; Chromium has none here. */
  cookieStoreId?: string | undefined;
  incognito?: boolean | undefined;
}

/** The partition of Chromium's ordinary windows and Firefox's default container. */
export const DEFAULT_PARTITION = "default";
/** The partition of private windows. */
export const PRIVATE_PARTITION = "private";

/**
 * @returns the partition of a tab. Firefox has its own names for the default and private stores; they get our names.
 */
export function partitionOf({ cookieStoreId, incognito }: PartitionHints): string {
  if (incognito || cookieStoreId === "firefox-private") return PRIVATE_PARTITION;
  return cookieStoreId === undefined || cookieStoreId === "firefox-default"
    ? DEFAULT_PARTITION
    : cookieStoreId;
}
