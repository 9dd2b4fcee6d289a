import assert from "node:assert/strict";
import type { BrowserName, TestBrowser } from "../environment/browser/browsers.ts";
import { EXTENSION, openBrowser, openClient, type Stage, setStage } from "../environment/stage.ts";

const browserName = process.env.POSTDATE_BROWSER as BrowserName;

// Firefox has no switch for `storage.local`, and WebDriver BiDi cannot reach content scripts.
if (browserName === "chromium")
  describe("a page that has taken over our content script", function () {
    this.timeout(60_000);
    let stage: Stage;
    let browser: TestBrowser;
    before(async () => {
      stage = await setStage();
      browser = await openBrowser(browserName, { extension: EXTENSION.test });
    });
    after(async () => {
      await browser?.close();
      await stage?.close();
    });

    for (const area of ["local", "session"] as const)
      it(`cannot read storage.${area}, even when it is not empty`, async () => {
        const widgetQuery = "autostart=1&delay=600000&interval=300";
        const client = await openClient(browser, stage, { widgetQuery, widgetId: area });
        await client.untilHeartbeat("it beats", ({ restarts }) => restarts.length > 0);
        const held = await browser.evaluateInBackground(async (name) => {
          const { storage } = (globalThis as unknown as { chrome: Chrome }).chrome;
          return Object.keys(await storage[name].get(null)).length;
        }, area);
        assert.ok(held > 0);

        const [script] = client.page.extensionRealms();
        assert.ok(script, "there is a content script");
        const read = await script.evaluate(async (name) => {
          const { storage } = (globalThis as unknown as { chrome: Chrome }).chrome;
          return storage[name].get(null).then(JSON.stringify, String);
        }, area);
        assert.match(read, /Access to storage is not allowed from this context/);
        await client.page.close();
      });
  });

interface Chrome {
  storage: Record<"local" | "session", { get(keys: null): Promise<object> }>;
}
