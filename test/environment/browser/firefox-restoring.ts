import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { BidiConnection } from "./firefox-bidi.ts";

const run = promisify(execFile);

/** Has Firefox open at its start what was open at its end, and keep an add-on that nobody has signed. */
export const RESTORING = {
  "browser.startup.page": 3,
  "browser.sessionstore.restore_on_demand": false,
  // How often it is written down what is open (ms).
  "browser.sessionstore.interval": 200,
  "xpinstall.signatures.required": false,
};

/** Installs an extension as from a store, so that it is there before the pages of the next start does. */
export async function installForGood(
  connection: BidiConnection,
  folder: string,
  into: string,
): Promise<void> {
  const file = path.join(into, "extension.xpi");
  // Python comes with the project's homeserver; `*` would leave nothing out, as there are no hidden files.
  await run("sh", ["-c", 'python3 -m zipfile -c "$0" *', file], { cwd: folder });
  await connection.send("webExtension.install", {
    extensionData: { type: "archivePath", path: file },
    "moz:permanent": true,
  });
}
