/**
 * @param log gets a sentence before anything slow, and the reason if there is no LiveKit; the latter once for this
 *   process and those that it starts
 * @param find looks for a program, by its name in PATH or by its path
 * @returns absolute path of the LiveKit server, `undefined` if it cannot be built
 */
export declare function liveKitServer(
  log?: (sentence: string) => void,
  find?: (command: string) => string | undefined,
): Promise<string | undefined>;
