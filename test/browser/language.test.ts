import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { ElementHandle, Page } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { launchBrowser, type TestBrowser } from "../environment/browser/browsers.ts";
import { violationsIn } from "../environment/popup/look.ts";
import { EXTENSION } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { CATALOGUES, type Catalogue } from "../unit/locales/catalogues.ts";
import { englishIn } from "../unit/locales/english-in.ts";

const german = CATALOGUES.get("de") as Catalogue;
const SAMPLE = "docs/samples/call.ndjson";
const sample = readFileSync(SAMPLE, "utf8");

describe(`a browser in German, ${browserName},`, function () {
  this.timeout(60_000);
  let browser: TestBrowser;
  before(async () => {
    browser = await launchBrowser(browserName, { extension: EXTENSION.test, language: "de" });
  });
  after(() => browser?.close());

  const linesOf = (shown: string) => shown.split("\n").filter((line) => line.trim() !== "");

  it("shows the inspector in German, including its numbers and times", async () => {
    const page = await browser.extensionPage("inspector/inspector.html", { until: '[data-testid="file"]' });
    const input = (await page.$('[data-testid="file"]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(SAMPLE);
    await page.waitForSelector('[data-testid="message"]');
    const { language, shown } = await page.evaluate(() => ({
      language: document.documentElement.lang,
      shown: document.body.innerText,
    }));
    assert.equal(language, "de");
    // The sample's times count from its first message.
    assert.match(shown, /\+\d+,\d{3}/);
    assert.ok(shown.includes(german.inspectMessages?.message as string));
    assert.deepEqual(englishIn(linesOf(shown), german, sample), []);
    assert.deepEqual(await violationsIn(browser, page), []);
    await page.close();
  });

  it("shows the consent window in German", async () => {
    const page = await browser.extensionPage("consent/consent.html", { until: '[data-testid="nothing"]' });
    const shown = linesOf(
      await page.evaluate(() => {
        // After three seconds it would.
        window.close = () => undefined;
        return document.body.innerText;
      }),
    );
    assert.ok(shown.includes(german.nothingAsked?.message as string), shown.join("\n"));
    assert.deepEqual(englishIn(shown, german), []);
    await page.close();
  });

  for (const [what, file, key] of [
    ["the settings", "options/options.html", "sitesHeading"],
    ["the welcome page", "welcome/welcome.html", "welcomeTitle"],
  ] as const)
    it(`shows ${what} in German`, async () => {
      const page = await browser.extensionPage(file, { until: "h2" });
      const shown = linesOf(await page.evaluate(() => document.body.innerText));
      assert.ok(shown.includes(german[key]?.message as string), shown.join("\n"));
      assert.deepEqual(englishIn(shown, german), []);
      assert.deepEqual(await violationsIn(browser, page), []);
      await page.close();
    });

  it("shows the popup in German, and opens the German help at the current problem", async () => {
    const page = await browser.extensionPage("popup/popup.html", { until: '[data-diagnosis="no-page"]' });
    const shown = linesOf(await page.evaluate(() => document.body.innerText));
    assert.ok(shown.includes(german.noPage?.message as string), shown.join("\n"));
    assert.deepEqual(englishIn(shown, german), []);
    assert.deepEqual(await violationsIn(browser, page), []);
    const url = `${browser.extension?.origin}/help/help.de.html#no-page`;
    let help: Page | undefined;
    await page.$eval('[data-testid="help"]', (button) => (button as HTMLButtonElement).click());
    await until("the help is open", async () => {
      help = (await browser.openPages()).find((each) => each.url() === url);
      return (await help?.$("#no-page + h2")) != null;
    });
    assert.equal(await help?.evaluate(() => document.documentElement.lang), "de");
    assert.equal(
      await help?.$eval("#no-page + h2", ({ textContent }) => textContent),
      german.noPage?.message,
    );
  });
});
