import assert from "node:assert/strict";
import type { ElementHandle, Page } from "puppeteer-core";
import messages from "../../_locales/en/messages.json" with { type: "json" };
import { type BrowserName, launchBrowser, type TestBrowser } from "../environment/browser/browsers.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { writeInspectorFile } from "../environment/inspector/inspector-file.ts";
import { takePictures, violationsIn } from "../environment/popup/look.ts";
import { tabOf } from "../environment/popup/popup-page.ts";
import { EXTENSION } from "../environment/stage.ts";
import { type TemporaryFolder, temporaryFolder } from "../environment/temporary-folder.ts";
import { until } from "../environment/until.ts";
import { manyRows } from "../unit/inspector/fake-rows.ts";

const browserName = process.env.POSTDATE_BROWSER as BrowserName;
const MANY = 100_000;

describe(`the inspector's page, in ${browserName}`, function () {
  this.timeout(60_000);
  let browser: TestBrowser;
  let folder: TemporaryFolder;
  let small: string;
  let page: Page;
  before(async () => {
    browser = await launchBrowser(browserName, { extension: EXTENSION.test });
    folder = await temporaryFolder("inspector");
    small = await writeInspectorFile(folder.path, manyRows(300));
  });
  after(async () => {
    await browser?.close();
    await folder?.remove();
  });
  beforeEach(async () => {
    page = await browser.extensionPage("inspector/inspector.html", {
      until: '[data-testid="nothing"]:not([data-why="looking"])',
    });
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(uncaughtErrors(browser), []);
  });

  async function open(file: string): Promise<void> {
    const input = (await page.$('[data-testid="file"]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(file);
    await page.waitForSelector('[data-testid="file-open"]', { timeout: 100_000 });
    await page.waitForSelector('[data-testid="message"]');
  }
  const written = (selector: string) => page.$eval(selector, ({ textContent }) => textContent ?? "");
  const untilSelected = (serial: string) =>
    until(`message ${serial} alone is selected`, async () => {
      const selected = await page.$$eval('[data-testid="message"][aria-selected="true"] .serial', (found) =>
        found.map(({ textContent }) => textContent),
      );
      return selected.join() === serial;
    });
  const untilFocus = (what: string) => page.waitForSelector(`${what}:focus`);
  const pressAll = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key as "Enter");
  };

  it("says in plain terms why there is nothing to see", async () => {
    assert.match(await written('[data-testid="nothing"]'), new RegExp(messages.inspectNoneOn.message));
    assert.deepEqual(await violationsIn(browser, page), []);
  });

  it("says that a tab must be reloaded if the browser keeps our script out of it, and only then", async () => {
    assert.equal(await page.$('[data-testid="unreached"]'), null);
    const other = await browser.newPage("about:blank");
    const watching = await browser.extensionPage("inspector/inspector.html", {
      query: { tab: String(await tabOf(browser, other)) },
      until: '[data-testid="unreached"]',
    });
    for (const each of [watching, other]) await each.close();
  });

  it("opens a file, says so, and returns to live messages", async () => {
    await open(small);
    assert.match(await written('[data-testid="file-open"]'), /300-rows\.ndjson/);
    assert.match(await written('[data-testid="counts"]'), /300/);
    await page.click('[data-testid="close-file"]');
    await page.waitForSelector('[data-testid="nothing"]');
  });

  it("refuses a file of another kind with a message, and changes nothing", async () => {
    const input = (await page.$('[data-testid="file"]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile("package.json");
    await until("it says so", async () => (await written('[data-testid="notice"]')).includes("Postdate"));
    assert.equal(await page.$('[data-testid="file-open"]'), null);
  });

  it("works by keyboard alone: one tab stop for the list, arrow keys, to the details and back", async () => {
    await open(small);
    await page.focus('[role="grid"]');
    await pressAll("Home", "ArrowDown", "ArrowDown");
    await untilSelected("3");
    const active = await page.$eval('[role="grid"]', (grid) => grid.getAttribute("aria-activedescendant"));
    assert.equal(active, "row-3");
    await pressAll("n");
    await untilSelected("9");
    await pressAll("End");
    await untilSelected("300");
    await pressAll("PageUp", "PageDown", "g");
    await untilFocus('[role="tree"]');
    const lines = () => page.$$eval('[data-half="request"] [role="treeitem"]', (found) => found.length);
    assert.ok((await lines()) > 3);
    await pressAll("End", "ArrowLeft", "Home", "ArrowLeft");
    await until("all is folded", async () => (await lines()) === 1);
    await page.focus('[role="grid"]');
    await pressAll("/");
    await untilFocus("#filter");
  });

  it("passes axe-core, light and dark, with a message selected and in every view", async () => {
    await open(small);
    await page.focus('[role="grid"]');
    await pressAll("End");
    await page.waitForSelector('[role="tree"]');
    assert.deepEqual(await violationsIn(browser, page), []);
    await takePictures(browser, page, "inspector");
    for (const view of ["handshake", "delays", "conformance"]) {
      await page.click(`[data-testid="tab-${view}"]`);
      await page.waitForSelector(`#view.${view}`);
      assert.deepEqual(await violationsIn(browser, page), [], view);
    }
  });

  for (const width of [320, 700])
    it(`does not scroll sideways at ${width} px`, async () => {
      await page.setViewport({ width, height: 700 });
      await open(small);
      await page.focus('[role="grid"]');
      await pressAll("End");
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${over} px too wide`);
    });

  it("does not scroll sideways with text twice as large, and shows each view's tab", async () => {
    await page.setViewport({ width: 700, height: 900 });
    await open(small);
    await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    const cut = await page.$$eval('[role="tab"]', (tabs) =>
      tabs
        .filter((tab) => tab.getBoundingClientRect().right > window.innerWidth)
        .map((tab) => tab.textContent),
    );
    await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
    assert.ok(over <= 0, `${over} px too wide`);
    assert.deepEqual(cut, []);
  });

  it("keeps text that is typed into the filter before the page has applied the earlier text", async () => {
    await page.evaluate(async () => {
      const box = document.querySelector("#filter") as HTMLInputElement;
      const type = (text: string) => {
        box.value = text;
        box.dispatchEvent(new Event("input", { bubbles: true }));
      };
      const counted = (text: string) =>
        new Promise<void>((resolve) => {
          const check = () =>
            location.hash === `#${encodeURIComponent(text)}` ? resolve() : setTimeout(check);
          check();
        });
      type("is:er");
      await counted("is:er");
      type("is:error");
    });
    const filter = () =>
      page.evaluate(() => [
        location.hash,
        (document.querySelector("#filter") as HTMLInputElement | null)?.value,
      ]);
    await until("the whole text is applied", async () => (await filter())[0] === "#is%3Aerror");
    assert.equal((await filter())[1], "is:error");
  });

  it("scrolls and filters 100,000 messages, with few of them in the document", async function () {
    this.timeout(180_000);
    await open(await writeInspectorFile(folder.path, manyRows(MANY)));
    const rows = () => page.$$eval('[data-testid="message"]', (found) => found.length);
    assert.ok((await rows()) < 120, `${await rows()} rows`);
    await page.focus('[role="grid"]');
    await pressAll("End");
    await untilSelected(String(MANY));
    await page.type("#filter", "is:late -action:send_event");
    await until(
      "the filter counts",
      async () => {
        const states = await page.$$eval('[data-testid="message"]', (found) =>
          found.map((row) => row.getAttribute("data-state")),
        );
        return states.length > 0 && states.every((state) => state === "late");
      },
      60_000,
    );
    assert.ok((await rows()) < 120);
  });
});
