import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer-core";
import type { TestBrowser } from "../test/environment/browsers.ts";
import type { Narrator } from "./narrator.ts";
import type { Options } from "./options.mjs";

const NUMBERED = /^\d\d-.*\.png$/;

/** Takes numbered pictures. */
export interface Pictures {
  /** Writes `NN-name.png` and says where. */
  take(browser: TestBrowser, page: Page, name: string): Promise<void>;
}

/**
 * Prepares the folder for the pictures of a walk. In the demo's own folder those of an earlier walk are removed, so that
 * none is taken for a new one; a folder that somebody chose is left as it is.
 */
export async function preparePictures(
  { browser, screenshots }: Options,
  { note }: Narrator,
): Promise<Pictures> {
  const folder = path.resolve(screenshots ?? path.join("artifacts", browser));
  if (screenshots === undefined) await removeNumbered(folder);
  let count = 0;
  return {
    async take(browser, page, name) {
      const file = path.join(folder, `${String(++count).padStart(2, "0")}-${name}.png`);
      await browser.screenshot(page, file);
      note(`Picture: ${screenshots === undefined ? path.relative("", file) : file}`);
    },
  };
}

async function removeNumbered(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(names.filter((name) => NUMBERED.test(name)).map((name) => rm(path.join(folder, name))));
}
