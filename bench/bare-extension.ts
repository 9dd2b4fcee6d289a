import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { EXTENSION } from "../test/environment/stage.ts";

/**
 * A background that listens to the same requests as Postdate's (src/browser/web-request.ts), and does nothing with
 * them.
 */
const LISTENING = `chrome.webRequest.onSendHeaders.addListener(
  () => {},
  { urls: ["*://*/_matrix/client/*", "*://*/*/_matrix/client/*"] },
  ["requestHeaders"],
);`;

/**
 * Makes an extension that has Postdate's permissions to see requests, on the sites where Postdate is on, and does
 * nothing.
 * @param folder an empty folder
 * @param listens whether it listens to a client's requests
 */
export async function makeBareExtension(folder: string, listens: boolean): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(EXTENSION.test, "manifest.json"), "utf8"));
  const { manifest_version, version, background, browser_specific_settings, host_permissions } = manifest;
  const bare = {
    manifest_version,
    version,
    background,
    browser_specific_settings,
    host_permissions,
    name: "Bare",
    permissions: ["webRequest"],
  };
  await writeFile(path.join(folder, "manifest.json"), JSON.stringify(bare));
  await writeFile(path.join(folder, background.service_worker), listens ? LISTENING : "");
}
