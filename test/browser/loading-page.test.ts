import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { startFaultProxy } from "../environment/homeserver/fault-proxy.ts";
import { clientIn, clientUrl } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

/** Its document is there by then, and has no element yet. */
const bytes = "<!doctype html>".length;

describe(`a page that has only begun to load when its site is switched on, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage();

  it("has its scripts from the start, and needs no reload, unlike a page that was there before", async () => {
    const { stage, browser } = scene;
    const proxy = scene.closing(await startFaultProxy(stage.clientOrigin));
    let release = () => {};
    const hasBegun = new Promise<void>((begun) => {
      const meanwhile = () =>
        new Promise<void>((resolve) => {
          release = resolve;
          begun();
        });
      proxy.inject({ path: /client\.html/ }, { kind: "hold-rest", bytes, meanwhile });
    });

    // The scripts run nowhere now, as if the site were off, until the next background registers them.
    await browser.evaluateInBackground(async () => {
      const { scripting } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
        .chrome;
      await scripting.unregisterContentScripts();
    });
    const before = await scene.openClient({ widgetId: "before" });
    const page = await browser.newPage();
    const options = { widgetQuery: "autostart=1&delay=60000&interval=1000", widgetId: "begins" };
    const url = clientUrl({ ...stage, clientOrigin: proxy.baseUrl }, options);
    const loaded = page.goto(url);
    await hasBegun;

    await browser.killWorker();
    await browser.contentScriptsRegistered();
    // This names no existing delayed event, so it does no harm if it reaches the host.
    const data = { delay_id: "none", action: "restart" };
    const request = { action: "org.matrix.msc4157.update_delayed_event", data };
    await until("the page that was there before is told to reload", async () =>
      /reload this page/.test(JSON.stringify(await before.ask(request))),
    );
    release();
    await loaded;
    const client = await clientIn(page, stage);
    await client.untilHeartbeat("it beats", ({ restarts }) => restarts.length > 0);
    assert.deepEqual(await client.heartbeat(({ errors }) => errors), []);
    assert.deepEqual(uncaughtErrors(browser), []);
  });
});
