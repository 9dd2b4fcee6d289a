import type { BrowserName, TestBrowser } from "./browsers.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { openPopup, type PopupPage, type Row, tabOf } from "./popup-page.ts";
import { type Scheduled, type Scheduling, startScheduling } from "./scheduling.ts";
import { EXTENSION, type OpenClient, openBrowser, openClient, type Stage, setStage } from "./stage.ts";

/** Nothing is sent by itself, and the widget restarts nothing, as long as a test lasts. */
export const LAZY = "delay=60000&interval=3600000";

/** A browser with the extension, in which Alice's client is open without a widget, and popups that speak of it. */
export interface PopupScene {
  stage: Stage;
  /** The homeserver, as the client and the extension know it. */
  proxy: FaultProxy;
  browser: TestBrowser;
  client: OpenClient;
  scheduling: Scheduling;
  /** Opens the popup. @param tab that it speaks of; the client's unless said otherwise */
  open(tab?: number): Promise<PopupPage>;
  /** Has a widget schedule, and opens the popup. @param query of the widget's page; `LAZY` unless said otherwise */
  pending(query?: string): Promise<Scheduled & { popup: PopupPage; row: Row }>;
  /** What was asked of the homeserver since there were so many requests, but for the client's own waiting for news. */
  askedSince(requests: number): string[];
  /** The same without what was only looked at, as the background may do at any time. */
  doneSince(requests: number): string[];
  /** Closes the popups and takes the widgets away. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** Sets the scene: 6 s. Nothing is left of it when that fails. */
export async function setPopupScene(name: BrowserName): Promise<PopupScene> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const stage = await setStage();
    closers.push(stage.close);
    const proxy = await startFaultProxy(stage.synapse.baseUrl);
    closers.push(proxy.close);
    const browser = await openBrowser(name, { extension: EXTENSION.test });
    closers.push(browser.close);
    const client = await openClient(browser, stage, { homeserver: proxy.baseUrl });
    await client.page.evaluate(() => window.testClient.removeWidget());
    const tab = await tabOf(browser, client.page);
    const scheduling = startScheduling(client, stage);
    return {
      stage,
      proxy,
      browser,
      client,
      scheduling,
      close,
      ...verbs({ proxy, browser, scheduling, tab }),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Parts = Pick<PopupScene, "proxy" | "browser" | "scheduling"> & { tab: number };

function verbs({ proxy, browser, scheduling, tab: clientTab }: Parts) {
  let popups: PopupPage[] = [];

  async function open(tab = clientTab): Promise<PopupPage> {
    const popup = await openPopup(browser, tab);
    popups.push(popup);
    return popup;
  }

  const askedSince = (requests: number) =>
    proxy.requests
      .slice(requests)
      .filter(({ method, path }) => method !== "OPTIONS" && !path.includes("/sync?"))
      .map(({ method, path }) => `${method} ${path}`);

  return {
    open,
    async pending(query = LAZY) {
      const scheduled = await scheduling.schedule(query);
      const popup = await open();
      return { ...scheduled, popup, row: await popup.row(scheduled.widgetId) };
    },
    askedSince,
    doneSince: (requests: number) => askedSince(requests).filter((asked) => !asked.startsWith("GET ")),
    async tidy() {
      proxy.clear();
      for (const { page } of popups) if (!page.isClosed()) await page.close();
      popups = [];
      await scheduling.clear();
    },
  };
}
