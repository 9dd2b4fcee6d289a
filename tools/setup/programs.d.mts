/**
 * @returns absolute path of the program (CHROMIUM_PATH and FIREFOX_PATH come first), `undefined` if it is not installed
 * @throws SetUpError if the environment variable names a file that is not executable
 */
export declare function findProgram(
  name: "chromium" | "firefox" | "Xvfb" | "xdotool" | "openbox",
): string | undefined;
