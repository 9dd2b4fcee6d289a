import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { SetUpError } from "./set-up-error.mjs";

/** The programs that tests and demo use: their possible names, the preferred one first, and their Debian packages. */
export const PROGRAMS = {
  chromium: {
    commands: ["chromium", "chromium-browser", "google-chrome-stable"],
    variable: "CHROMIUM_PATH",
    debianPackage: "chromium",
  },
  firefox: { commands: ["firefox-esr", "firefox"], variable: "FIREFOX_PATH", debianPackage: "firefox-esr" },
  Xvfb: { commands: ["Xvfb"], debianPackage: "xvfb" },
  xdotool: { commands: ["xdotool"], debianPackage: "xdotool" },
  openbox: { commands: ["openbox"], debianPackage: "openbox" },
};

/**
 * @param {keyof typeof PROGRAMS} name
 * @returns {string | undefined} absolute path of the program, `undefined` if it is not installed
 * @throws {SetUpError} if the program's environment variable names a file that is not executable
 */
export function findProgram(name) {
  const { commands, variable } = PROGRAMS[name];
  const wished = variable && process.env[variable];
  if (wished) {
    if (isExecutable(wished)) return path.resolve(wished);
    throw new SetUpError(`${variable} is ${wished}, which is not a program: correct it or unset it.`);
  }
  for (const command of commands) {
    const found = findCommand(command);
    if (found) return found;
  }
  return undefined;
}

/**
 * @param {string} command a name to look for in PATH
 * @returns {string | undefined} absolute path
 */
export function findCommand(command) {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter(Boolean)
    .map((folder) => path.resolve(folder, command))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
