import type { BrowserName, TestBrowser } from "../browser/browsers.ts";
import { type FaultProxy, startFaultProxy } from "../homeserver/fault-proxy.ts";
import { EXTENSION, type OpenClient, openBrowser, openClient, type Stage, setStage } from "../stage.ts";
import { openPopup, type PopupPage, type Row, tabOf } from "./popup-page.ts";
import { type Scheduled, type Scheduling, startScheduling } from "./scheduling.ts";

/** The delay outlasts a test, and the widget never restarts it. */
export const LAZY = "delay=60000&interval=3600000";

/** A browser with the extension, Alice's client without a widget, and popups about it. */
export interface PopupScene {
  stage: Stage;
  /** The proxy in front of the homeserver, for client and extension. */
  proxy: FaultProxy;
  browser: TestBrowser;
  client: OpenClient;
  scheduling: Scheduling;
  /** Opens the popup. @param tab the tab that it is about; by default, the client's */
  open(tab?: number): Promise<PopupPage>;
  /** Makes a widget schedule, and opens the popup. @param query of the widget's page; by default, `LAZY` */
  pending(query?: string): Promise<Scheduled & { popup: PopupPage; row: Row }>;
  /** The requests to the homeserver after this many, except the client's own long polls. */
  askedSince(requests: number): string[];
  /** The same requests without reads, which the background may make at any time. */
  doneSince(requests: number): string[];
  /** Closes the popups and removes the widgets. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** Sets the scene (6 s). If that fails, nothing is left behind. */
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
