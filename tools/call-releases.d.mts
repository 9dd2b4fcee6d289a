/** Releases of Element Call that clients still ship, the oldest first. */
export declare const OLDER_CALLS: string[];

/**
 * Fetches the pages of an older release of Element Call, from npm the first time (a 12 MB download).
 * @param version one of `OLDER_CALLS`
 * @param log gets a sentence before anything slow
 * @returns absolute path of the folder with its index.html
 * @throws SetUpError if the release cannot be fetched, or its digest is wrong
 */
export declare function olderCall(version: string, log?: (sentence: string) => void): Promise<string>;
