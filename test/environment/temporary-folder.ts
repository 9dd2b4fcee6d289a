import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** A folder that exists until `remove`. */
export interface TemporaryFolder {
  /** Absolute. */
  path: string;
  /** Deletes the folder with its contents. A second call does nothing. */
  remove(): Promise<void>;
}

/** @param purpose a word for the folder's name, to identify it in the system's temporary folder */
export async function temporaryFolder(purpose: string): Promise<TemporaryFolder> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `postdate-${purpose}-`));
  // A process that has just ended may still be writing, and then rm finds a non-empty folder.
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
