// Renders icons/icon.svg in the sizes that the manifest and the stores need, and icons/button.svg in every state of the
// toolbar button, with Chromium: node tools/icons.mjs
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import puppeteer from "puppeteer-core";
import { findProgram } from "./setup/programs.mjs";

const SIZES = [16, 32, 48, 96, 128];
const BUTTON_SIZES = [16, 32];
const STATES = ["off", "on", "protected", "problem"];
const folder = path.resolve(import.meta.dirname, "../icons");

const executablePath = findProgram("chromium");
if (!executablePath) throw new Error("Install Chromium or set CHROMIUM_PATH to its path.");
// Chromium's sandbox does not work for root.
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await puppeteer.launch({ executablePath, args });
try {
  const page = await browser.newPage();

  /** Writes a drawing, in one state if it has several, to `icons/<name>-<size>.png` or `icons/<size>.png`. */
  async function render(svg, sizes, name = "") {
    await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${svg}`);
    for (const size of sizes) {
      await page.setViewport({ width: size, height: size });
      const image = await page.screenshot({ omitBackground: true });
      await writeFile(path.join(folder, `${name}${size}.png`), image);
      console.log(`icons/${name}${size}.png`);
    }
  }

  await render(await readFile(path.join(folder, "icon.svg"), "utf8"), SIZES);
  const button = await readFile(path.join(folder, "button.svg"), "utf8");
  for (const state of STATES)
    await render(button.replace("<svg ", `<svg class="${state}" `), BUTTON_SIZES, `${state}-`);
} finally {
  await browser.close();
}
