import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findBrowser } from "./executable.ts";
import { startGuard } from "./guard.ts";

const FOLDERS = {
  chrome: "/etc/opt/chrome/policies/managed",
  chromium: "/etc/chromium/policies/managed",
};
/** The name of our files: the process that wrote it, and the extension's id. */
const OURS = /^postdate-test-(\d+)-[a-p]{32}\.json$/;

/** A policy file for one copy of the extension. */
export interface ChromiumPolicy {
  /** The folder of the copy, and its id. */
  extension: string;
  id: string;
  /** Writes the file. Chromium notices within 10 s. */
  write(json: string): Promise<void>;
  /** Removes the file. Chromium notices within 10 s. */
  remove(): Promise<void>;
  /** Removes the file and the copy. */
  close(): Promise<void>;
}

/**
 * Prepares a policy file. Chromium reads policies from a machine-wide folder, shared with other Chromiums. So the file
 * names a copy of the extension in its own folder, with an id of its own. The file is removed when this process ends,
 * however that happens. Files that earlier runs have left are removed now.
 * @param extension the folder to copy
 * @throws Error with instructions if the folder for policies cannot be written
 */
export async function chromiumPolicy(extension: string): Promise<ChromiumPolicy> {
  const folder = /chrome(?!-for-testing)[^/]*$/.test(findBrowser("chromium"))
    ? FOLDERS.chrome
    : FOLDERS.chromium;
  await prepare(folder);
  const copy = await realpath(await mkdtemp(path.join(tmpdir(), "postdate-policy-")));
  const id = idOf(copy);
  const file = path.join(folder, `postdate-test-${process.pid}-${id}.json`);
  const guards = [copy, file].map(startGuard);
  await cp(extension, copy, { recursive: true });

  const remove = () => rm(file, { force: true });
  return {
    extension: copy,
    id,
    write: (json) => writeFile(file, json),
    remove,
    async close() {
      await remove();
      await rm(copy, { recursive: true, force: true });
      for (const guard of guards) guard.dismiss();
    },
  };
}

async function prepare(folder: string): Promise<void> {
  const trial = path.join(folder, `postdate-test-${process.pid}-${"a".repeat(32)}.json`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(trial, "{}");
    await rm(trial);
  } catch (cause) {
    const words = `Chromium's policies are NOT TESTED: ${folder} cannot be written. Run the tests as root, or make the folder yours: sudo install -d -o "$USER" ${folder}`;
    throw new Error(words, { cause });
  }
  for (const name of await readdir(folder)) {
    const [, writer] = OURS.exec(name) ?? [];
    if (writer !== undefined && !isRunning(Number(writer)))
      await rm(path.join(folder, name), { force: true });
  }
}

function isRunning(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** @returns the id that Chromium gives to an unpacked extension: the digest of its path, in the letters a to p */
function idOf(folder: string): string {
  const digest = createHash("sha256").update(folder).digest("hex").slice(0, 32);
  return digest.replaceAll(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
}
