import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { until } from "../until.ts";
import type { BrowserName, LaunchOptions, TestBrowser } from "./browsers.ts";

/** Launch options that make a browser save files without a prompt. Chromium gets the folder from `saveInto`. */
export function downloadOptions(name: BrowserName, folder: string): Pick<LaunchOptions, "preferences"> {
  if (name === "chromium") return {};
  return { preferences: { "browser.download.folderList": 2, "browser.download.dir": folder } };
}

/** Makes a browser save files into a folder. It must have been launched with its `downloadOptions`. */
export async function saveInto(browser: TestBrowser, folder: string): Promise<void> {
  if (browser.name !== "chromium") return;
  const session = await browser.puppeteer.target().createCDPSession();
  // The session stays attached, or Chromium would forget its settings.
  await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
}

/** Waits until a new file is in a folder, under its final name. @returns its path */
export async function newFileIn(folder: string, save: () => Promise<void>): Promise<string> {
  const before = await readdir(folder);
  let found: string | undefined;
  await save();
  await until("the file is saved", async () => {
    const names = await readdir(folder);
    const isFinal = names.every((name) => !/\.(?:part|crdownload)$|^\.org\.chromium/.test(name));
    found = names.find((name) => !before.includes(name));
    // Firefox first creates an empty file with that name.
    return isFinal && found !== undefined && (await stat(path.join(folder, found))).size > 0;
  });
  return path.join(folder, found ?? "");
}
