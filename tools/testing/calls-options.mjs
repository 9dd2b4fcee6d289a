import { oneOf, valuesIn } from "../command-line.mjs";

/** @type {("chromium" | "firefox")[]} */
const BROWSERS = ["chromium", "firefox"];

/** @type {typeof import("./calls-options.d.mts").readOptions} */
export function readOptions(args, browser = "chromium") {
  const { grep } = valuesIn(args, { grep: { type: "string" } }, "npm run test:calls");
  return { browser: oneOf("browser", BROWSERS, browser), ...(grep !== undefined && { grep }) };
}
