/** Releases of Element Call that clients still carry, the oldest first. */
export declare const OLDER_CALLS: string[];

/**
 * The pages of an older release of Element Call as published, from npm the first time (12 MB to download).
 * @param version one of `OLDER_CALLS`
 * @param log told before anything slow
 * @returns absolute path of the folder with its index.html
 * @throws SetUpError if it cannot be fetched, or is not what was published
 */
export declare function olderCall(version: string, log?: (sentence: string) => void): Promise<string>;
