import { accessSync, constants } from "node:fs";
import path from "node:path";
import type { BrowserName } from "./contract.ts";

const VARIABLE = { chromium: "CHROMIUM_PATH", firefox: "FIREFOX_PATH" } as const;
const NAMES = {
  chromium: ["chromium", "chromium-browser", "google-chrome-stable"],
  firefox: ["firefox-esr", "firefox"],
} as const;

/**
 * Finds a browser: the file in `CHROMIUM_PATH` or `FIREFOX_PATH`, or else the first known name on `PATH`.
 * @throws Error that says what to install or set
 */
export function findBrowser(name: BrowserName): string {
  const variable = VARIABLE[name];
  const chosen = process.env[variable];
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new Error(`${variable} is ${chosen}, which cannot be run.`);
  }
  const names = NAMES[name];
  const found = names.map(findProgram).find((file) => file !== undefined);
  if (found) return found;
  throw new Error(`No ${name} found. Install one of ${names.join(", ")} or set ${variable} to its path.`);
}

/** @returns the absolute path of a program on `PATH`, or undefined */
export function findProgram(name: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
