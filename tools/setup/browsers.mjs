import { installDebianPackages } from "./debian-packages.mjs";
import { findProgram, PROGRAMS } from "./programs.mjs";
import { SetUpError } from "./set-up-error.mjs";

/**
 * Installs missing browsers, and missing tools that operate them without a screen.
 * @param {(sentence: string) => void} log
 * @throws {SetUpError} if something is missing and cannot be installed
 */
export async function setUpBrowsers(log) {
  const missing = missingPrograms();
  if (missing.length === 0) return;
  const packages = missing.map((name) => PROGRAMS[name].debianPackage);
  await installDebianPackages(packages, `Not installed: ${missing.join(", ")}`, log);
  const still = missingPrograms();
  if (still.length > 0) {
    throw new SetUpError(
      `apt-get installed ${packages.join(", ")}, but PATH still has no ${still.join(", ")}; please add it.`,
    );
  }
}

function missingPrograms() {
  return Object.keys(PROGRAMS).filter((name) => findProgram(name) === undefined);
}
