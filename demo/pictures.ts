import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer-core";
import type { TestBrowser } from "../test/environment/browser/browsers.ts";
import type { Narrator } from "./narrator.ts";
import type { Options } from "./options.mjs";

const NUMBERED = /^\d\d-.*\.png$/;

/** Takes numbered pictures. */
export interface Pictures {
  /** Writes `NN-name.png` and prints its path. */
  take(browser: TestBrowser, page: Page, name: string): Promise<void>;
  /** Does the same for a popup that is open in a tab, in its size as a popup and with double resolution. */
  takePopup(browser: TestBrowser, page: Page, name: string): Promise<void>;
}

/**
 * Takes the pictures of a walk. Before the first one, it removes those of an earlier walk from the demo's own folder,
 * so that none is mistaken for a new one. It removes nothing from a folder that the user chose.
 */
export function createPictures({ browser, screenshots }: Options, { note }: Narrator): Pictures {
  const folder = path.resolve(screenshots ?? path.join("artifacts", browser));
  let count = 0;
  async function take(browser: TestBrowser, page: Page, name: string): Promise<void> {
    if (count === 0 && screenshots === undefined) await removeNumbered(folder);
    const file = path.join(folder, `${String(++count).padStart(2, "0")}-${name}.png`);
    await browser.screenshot(page, file);
    note(`Picture: ${screenshots === undefined ? path.relative("", file) : file}`);
  }
  return {
    take,
    async takePopup(browser, page, name) {
      const before = page.viewport();
      const { width, height } = await page.$eval("body", (body) => body.getBoundingClientRect().toJSON());
      await page.setViewport({ width: Math.ceil(width), height: Math.ceil(height), deviceScaleFactor: 2 });
      await take(browser, page, name);
      await page.setViewport(before);
    },
  };
}

async function removeNumbered(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(names.filter((name) => NUMBERED.test(name)).map((name) => rm(path.join(folder, name))));
}
