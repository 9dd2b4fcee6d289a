import assert from "node:assert/strict";
import type { Frame, Page } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { openToolbarPopup } from "../environment/browser/toolbar-popup.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { type Backend, startBackend } from "../environment/homeserver/backend.ts";
import { embed } from "../environment/identity/frames.ts";
import { openPopup, tabOf } from "../environment/popup/popup-page.ts";
import { clientIn, clientUrl, EXTENSION, type OpenClient, openClient } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

const widgetQuery = "autostart=1&delay=60000&interval=1000";

describe(`a client whose session is not in its page's own requests, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage();

  /** Opens a client on an origin where no session has been seen. */
  async function freshClient(options: Record<string, string>): Promise<OpenClient> {
    const clientOrigin = await scene.stage.newClientOrigin();
    return openClient(scene.browser, { ...scene.stage, clientOrigin }, { widgetQuery, ...options });
  }
  const beats = (client: OpenClient) =>
    client.untilHeartbeat("it beats", ({ restarts }) => restarts.some(({ error }) => error === undefined));
  const isRefused = (client: OpenClient) =>
    client.untilHeartbeat("the widget is refused", ({ phase }) => phase === "refused");
  const popupOver = async (page: Page) => openPopup(scene.browser, await tabOf(scene.browser, page));
  const pending = async () =>
    (await scene.stage.aliceElsewhere.delayedEvents()).map((each) => each.state_key);

  for (const [how, options] of [
    ["from a shared worker", { requester: "shared-worker" }],
    ["from a service worker that answers for its page", { requester: "service-worker" }],
    ["with the token in their address", { tokenIn: "query" }],
  ] as const)
    it(`has its widgets' delayed events scheduled if it makes its requests ${how}`, async () => {
      const widgetId = Object.values(options).join();
      const client = await freshClient({ ...options, widgetId });
      await beats(client);
      assert.ok((await pending()).includes(widgetId));
      const popup = await popupOver(client.page);
      await popup.untilDiagnosis("ready");
      const stored = await scene.browser.evaluateInBackground(async () => {
        const { storage } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
          .chrome;
        return JSON.stringify([await storage.local.get(null), await storage.session.get(null)]);
      });
      assert.ok(stored.includes("accessToken"), "the session is stored");
      assert.doesNotMatch(stored, /access_token/, "no address with the token is stored");
      await Promise.all([popup.page.close(), client.page.close()]);
    });

  it("cannot be helped if its server holds the session, and the popup says so and offers nothing", async () => {
    const { stage } = scene;
    const given = { pages: await stage.newClientOrigin(), homeserver: stage.synapse.baseUrl };
    const backend: Backend = scene.closing(
      await startBackend({ ...given, accessToken: stage.aliceElsewhere.accessToken }),
    );
    const options = { session: "backend", homeserver: backend.baseUrl, widgetQuery };
    const client = await openClient(scene.browser, { ...stage, clientOrigin: backend.origin }, options);
    await isRefused(client);
    const popup = await popupOver(client.page);
    await popup.untilDiagnosis("session-elsewhere");
    const buttons = await popup.page.$$eval('[data-testid="diagnosis"] button', (all) =>
      all.map((button) => button.getAttribute("data-testid")),
    );
    assert.deepEqual(buttons, ["help", "switch-off", "check-again", "copy-report", "inspect"]);
    await Promise.all([popup.page.close(), client.page.close()]);
    assert.deepEqual(uncaughtErrors(scene.browser), []);
  });

  describe("and that is open in a private window", () => {
    scene.useBrowser({ inPrivateWindows: true });

    it("has its own session there if the browser tells where its requests come from, and otherwise no session anywhere", async () => {
      const { stage, browser } = scene;
      const clientOrigin = await stage.newClientOrigin();
      const options = { widgetQuery, requester: "shared-worker" };
      const privately = async (widgetId: string) => {
        const url = clientUrl({ ...stage, clientOrigin }, { ...options, widgetId });
        return clientIn(await browser.newPrivatePage(url), stage);
      };
      const hidden = await privately("private-worker");
      if (browserName === "firefox") await beats(hidden);
      else await isRefused(hidden);
      const keys = await browser.evaluateInBackground(async () => {
        const { storage } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
          .chrome;
        return Object.keys(await storage.session.get(null));
      });
      const itsSessions = keys.filter((key) => key.startsWith("session ") && key.endsWith(clientOrigin));
      assert.deepEqual(itsSessions, browserName === "firefox" ? [`session private ${clientOrigin}`] : []);
      if (browserName === "chromium") {
        const tab = await browser.evaluateInBackground(async () => {
          const { tabs } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
            .chrome;
          return (await tabs.query({})).find(({ incognito }) => incognito)?.id ?? -1;
        });
        const inPrivate = await openPopup(browser, tab);
        await inPrivate.untilDiagnosis("not-in-private-windows");
        await inPrivate.page.close();
        const ordinary = await freshClient({ ...options, widgetId: "ordinary-worker" });
        await isRefused(ordinary);
        const popup = await popupOver(ordinary.page);
        await popup.untilDiagnosis("private-windows-open");
        await Promise.all([popup.page.close(), ordinary.page.close()]);
      }
      await hidden.page.close();
    });
  });
});

describe(`a client in a portal's frame, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ browser: false });

  /** Opens a portal on a site that is off, with the client in a frame. */
  async function openPortal(widgetId: string): Promise<{ page: Page; client: Frame }> {
    const { clientOrigin } = scene.stage;
    const portal = clientOrigin.replace("localhost", "portal.localhost");
    const page = await scene.browser.newPage(`${portal}/hasty/blank.html`);
    const url = clientUrl(scene.stage, { widgetQuery, widgetId });
    return { page, client: await embed(page.mainFrame(), url) };
  }

  describe("whose site is on", () => {
    scene.useBrowser();

    it("is the client that the popup describes, as ready", async () => {
      const { page } = await openPortal("framed");
      await until("its widget has scheduled", async () =>
        (await scene.stage.aliceElsewhere.delayedEvents()).some(({ state_key }) => state_key === "framed"),
      );
      const popup = await openToolbarPopup(scene.browser, page);
      await popup.shows('[data-testid="diagnosis"][data-diagnosis="ready"]');
      await popup.close();
      await page.close();
    });
  });

  describe("whose site is off", () => {
    scene.useBrowser({ extension: EXTENSION.shipped });

    it("is offered in the popup to switch on, beside the portal", async () => {
      const { page } = await openPortal("off");
      const popup = await openToolbarPopup(scene.browser, page);
      await popup.shows('[data-diagnosis="site-off"] [data-testid="switch-on"]');
      await popup.shows('[data-diagnosis="site-off"] [data-testid="switch-on-around"]');
      await popup.close();
      await page.close();
    });
  });
});
