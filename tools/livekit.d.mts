/**
 * @param log told before anything slow, and why there is no LiveKit; once for this process and those that it starts
 * @param find looks for a program, by its name in PATH or by its path
 * @returns absolute path of the LiveKit server, `undefined` if it cannot be built
 */
export declare function liveKitServer(
  log?: (sentence: string) => void,
  find?: (command: string) => string | undefined,
): Promise<string | undefined>;
