/**
 * @param log told before anything slow, and why there is none
 * @returns absolute path of the LiveKit server, `undefined` where it cannot be built
 */
export declare function liveKitServer(log?: (sentence: string) => void): Promise<string | undefined>;
