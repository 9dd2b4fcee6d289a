import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** A folder that is ours until `remove`. */
export interface TemporaryFolder {
  /** Absolute. */
  path: string;
  /** Deletes it with everything in it; a second call does nothing. */
  remove(): Promise<void>;
}

/** @param purpose a word that says whose folder it is, for anybody who looks into the system's temporary folder */
export async function temporaryFolder(purpose: string): Promise<TemporaryFolder> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `postdate-${purpose}-`));
  // A process that has just ended may still be writing; rm then finds the folder not empty.
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
