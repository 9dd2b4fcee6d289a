import type { BrowserName } from "./contract.ts";

const NAMES: readonly BrowserName[] = ["chromium", "firefox"];

/**
 * The browser that these tests drive, from `POSTDATE_BROWSER`, which `npm test` sets.
 * @throws Error on import, unless the variable names a browser
 */
export const browserName = named(process.env.POSTDATE_BROWSER);

function named(asked: string | undefined): BrowserName {
  const found = NAMES.find((name) => name === asked);
  if (!found) throw new Error(`Set POSTDATE_BROWSER to ${NAMES.join(" or ")}; it is ${asked ?? "not set"}`);
  return found;
}
