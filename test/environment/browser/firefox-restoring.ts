import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { BidiConnection } from "./firefox-bidi.ts";

const run = promisify(execFile);

/** Makes Firefox restore the last session at its start, and keep an unsigned add-on. */
export const RESTORING = {
  "browser.startup.page": 3,
  "browser.sessionstore.restore_on_demand": false,
  // How often Firefox stores its session (ms).
  "browser.sessionstore.interval": 200,
  "xpinstall.signatures.required": false,
};

/** Installs an extension as if from a store, so it is there before the pages of the next start. */
export async function installForGood(
  connection: BidiConnection,
  folder: string,
  into: string,
): Promise<void> {
  const file = path.join(into, "extension.xpi");
  // Python comes with the project's homeserver. `*` covers everything, because there are no hidden files.
  await run("sh", ["-c", 'python3 -m zipfile -c "$0" *', file], { cwd: folder });
  await connection.send("webExtension.install", {
    extensionData: { type: "archivePath", path: file },
    "moz:permanent": true,
  });
}
