import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Result } from "axe-core";
import type { Page } from "puppeteer-core";
import type { ColorScheme, TestBrowser } from "../browser/browsers.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const ARTIFACTS = path.resolve(import.meta.dirname, "../../../artifacts");

const SCHEMES: ColorScheme[] = ["light", "dark"];
/** The rules that a page may satisfy in light colours and break in dark ones. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];
let axeSource: Promise<string> | undefined;

/**
 * Checks an extension page with axe-core: with all rules in light colours, and with the rules about colours in dark
 * ones. axe-core is injected through the protocol, because an extension's Content Security Policy blocks other scripts.
 * @returns each violation as one line: the scheme, the rule and the elements that break it
 */
export async function violationsIn(browser: TestBrowser, page: Page): Promise<string[]> {
  axeSource ??= readFile(AXE, "utf8");
  await page.evaluate(await axeSource);
  const lines: string[] = [];
  for (const scheme of SCHEMES) {
    await browser.setColorScheme(page, scheme);
    const rules = scheme === "dark" ? { runOnly: OF_COLOURS } : {};
    const { violations, passes } = await page.evaluate(async (asked) => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const found = await axe.run(document, asked);
      return { violations: found.violations, passes: found.passes.map(({ id }) => id) };
    }, rules);
    // A page that was not rendered would also break no rule.
    if (!passes.includes("color-contrast")) throw new Error(`axe-core saw no text in ${page.url()}`);
    lines.push(...violations.map((violation) => `${scheme}: ${inOneLine(violation)}`));
  }
  return lines;
}

function inOneLine({ id, help, nodes }: Result): string {
  return `${id} (${help}): ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`;
}

/**
 * Writes `artifacts/<browser>/<name>-light.png` and `-dark.png`, at the page's size as a popup.
 * @param most the maximum height (px)
 */
export async function takePictures(
  browser: TestBrowser,
  page: Page,
  name: string,
  most = Number.POSITIVE_INFINITY,
): Promise<void> {
  const viewport = page.viewport();
  const { width, height } = await page.$eval("body", (body) => body.getBoundingClientRect().toJSON());
  await page.setViewport({
    width: Math.ceil(width),
    height: Math.min(most, Math.ceil(height)),
    deviceScaleFactor: 2,
  });
  for (const scheme of SCHEMES) {
    await browser.setColorScheme(page, scheme);
    await browser.screenshot(page, path.join(ARTIFACTS, browser.name, `${name}-${scheme}.png`));
  }
  await page.setViewport(viewport);
}
