import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { useStage } from "../environment/use-stage.ts";

// Firefox has no switch for `storage.local`, and WebDriver BiDi cannot reach content scripts.
if (browserName === "chromium")
  describe("a page that controls our content script", function () {
    this.timeout(60_000);
    const scene = useStage();

    for (const area of ["local", "session"] as const)
      it(`cannot read storage.${area}, even when it is not empty`, async () => {
        const widgetQuery = "autostart=1&delay=600000&interval=300";
        const client = await scene.openClient({ widgetQuery, widgetId: area });
        await client.untilHeartbeat("it beats", ({ restarts }) => restarts.length > 0);
        const held = await scene.browser.evaluateInBackground(async (name) => {
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
