import type { TestBrowser } from "../browser/browsers.ts";
import { type Backend, startBackend } from "../homeserver/backend.ts";
import { logIn } from "../homeserver/matrix-user.ts";
import { clientIn, clientUrl, type OpenClient, type Stage } from "../stage.ts";
import { until } from "../until.ts";
import { type InspectorPage, openInspector } from "./inspector-page.ts";
import type { Scene } from "./scenes.ts";

/** A running scene, and an inspector to find out what is wrong. */
export interface Walk {
  inspector: InspectorPage;
  /** Closes the client and the inspector. */
  close(): Promise<void>;
}

/** Opens the inspector, then the client of each scene, and runs the scene. */
export async function walkInto(browser: TestBrowser, stage: Stage, ...scenes: Scene[]): Promise<Walk> {
  const inspector = await openInspector(browser);
  const played: Awaited<ReturnType<typeof play>>[] = [];
  for (const scene of scenes) played.push(await play(browser, stage, scene));
  return {
    inspector,
    async close() {
      for (const each of played) await each.close();
      await inspector.page.close();
    },
  };
}

async function play(
  browser: TestBrowser,
  stage: Stage,
  { options: { page: inFrame, ...options }, act }: Scene,
) {
  const backend = options.session === "backend" ? await backendOf(stage) : undefined;
  const url = clientUrl(backend ? { ...stage, clientOrigin: backend.origin } : stage, {
    ...options,
    room: await stage.newRoom(),
    ...(backend && { homeserver: backend.baseUrl }),
    ...(inFrame !== undefined && { widget: `${stage.widgetOrigin}/${inFrame}` }),
  });
  const page = await browser.newPage(url);
  await until("the client has loaded", () => page.evaluate(() => window.testClient !== undefined));
  await page.evaluate(() => window.testClient.ready);
  if (inFrame === undefined) await act?.(await begun(await clientIn(page, stage), options.waitForLoad));
  return {
    async close() {
      await page.close();
      await backend?.close();
    },
  };
}

/** Waits until the handshake is over, unless the scene never completes it. */
async function begun(client: OpenClient, waitForLoad: string | undefined): Promise<OpenClient> {
  if (waitForLoad !== "0")
    await client.untilHeartbeat("the widget is told what it may do", ({ phase }) => phase !== "connecting");
  return client;
}

async function backendOf({ synapse, alice, clientOrigin }: Stage): Promise<Backend> {
  const { accessToken } = await logIn(synapse.baseUrl, alice.userId, alice.password);
  return startBackend({ pages: clientOrigin, homeserver: synapse.baseUrl, accessToken });
}
