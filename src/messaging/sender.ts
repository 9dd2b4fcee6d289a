/** Who sent a message, according to the browser. None of this is ever read from a message's body. */
export interface FrameSender {
  tabId: number;
  frameId: number;
  /** Changes with every navigation of the frame. */
  documentId: string;
  /** The origin of the frame's page: scheme, host and port. */
  origin: string;
  /** The separate store of sessions in the browser: a Firefox container's cookie store, or that of private windows. */
  partition: string;
}

/**
 * Says whether a window shows the data of a partition: private windows show private data, all others show the rest.
 */
export function isSeenFrom(window: string, partition: string): boolean {
  return (window === PRIVATE_PARTITION) === (partition === PRIVATE_PARTITION);
}

/** The properties of a tab that decide its partition. */
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
