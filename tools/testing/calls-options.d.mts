/**
 * Reads the arguments of `npm run test:calls`.
 * @param browser as in POSTDATE_BROWSER; by default Chromium
 * @returns the browser, and the words that chosen tests have in their names
 * @throws OptionError for an option or a browser that does not exist
 */
export declare function readOptions(
  args: string[],
  browser?: string,
): { browser: "chromium" | "firefox"; grep?: string };
