/**
 * Reads the arguments of `npm run test:calls`.
 * @param browser from POSTDATE_BROWSER; by default Chromium
 * @returns the browser, and the pattern for the names of the tests to run
 * @throws OptionError for an unknown option or browser
 */
export declare function readOptions(
  args: string[],
  browser?: string,
): { browser: "chromium" | "firefox"; grep?: string };
