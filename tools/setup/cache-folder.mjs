import { mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * The folder for what is slow to build and shared by all work trees, so that a fresh clone can reuse it.
 * @returns {string} absolute path of an existing folder
 */
export function cacheFolder() {
  // A relative XDG_CACHE_HOME must be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  const { XDG_CACHE_HOME: wished } = process.env;
  const base = wished && path.isAbsolute(wished) ? wished : path.join(os.homedir(), ".cache");
  const folder = path.join(base, "postdate");
  mkdirSync(folder, { recursive: true });
  return folder;
}
