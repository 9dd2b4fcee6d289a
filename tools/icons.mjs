// Renders icons/icon.svg in the sizes that the manifest and the stores need, with Chromium: node tools/icons.mjs
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import puppeteer from "puppeteer-core";
import { findProgram } from "./setup/programs.mjs";

const SIZES = [16, 32, 48, 96, 128];
const folder = path.resolve(import.meta.dirname, "../icons");

const executablePath = findProgram("chromium");
if (!executablePath) throw new Error("Install Chromium or set CHROMIUM_PATH to its path.");
// Chromium's sandbox does not work for root.
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await puppeteer.launch({ executablePath, args });
try {
  const page = await browser.newPage();
  const svg = await readFile(path.join(folder, "icon.svg"), "utf8");
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${svg}`);
  for (const size of SIZES) {
    await page.setViewport({ width: size, height: size });
    const image = await page.screenshot({ omitBackground: true });
    await writeFile(path.join(folder, `${size}.png`), image);
    console.log(`icons/${size}.png`);
  }
} finally {
  await browser.close();
}
