import type { BrowserName, TestBrowser } from "../../environment/browsers.ts";
import { type FaultProxy, startFaultProxy } from "../../environment/fault-proxy.ts";
import type { PendingDelay } from "../../environment/matrix-user.ts";
import type { Mark, RoomEvent } from "../../environment/room-events.ts";
import {
  type ClientOptions,
  type OpenClient,
  openBrowser,
  openClient,
  type Stage,
  setStage,
} from "../../environment/stage.ts";
import { type Deed, deedsAmong } from "./deeds.ts";

/** A stage, a proxy before its homeserver that sees who asks for what, and a browser, for many cells of a table. */
export interface Scene {
  stage: Stage;
  proxy: FaultProxy;
  browser: TestBrowser;
  /**
   * Opens a client with a widget of its own in it.
   * @param options.origin where the client's pages are, if not where the stage has them
   */
  open(options?: ClientOptions & { widgetQuery?: string }): Promise<Cell>;
  /** Closes what was opened, and cancels what it left pending. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** A client with a widget, and what others know of it. */
export interface Cell extends OpenClient {
  widgetId: string;
  /** Where the room was before the client was opened. */
  mark: Mark;
  /** What the homeserver was asked about delayed events since then, the oldest first. */
  deeds(): Deed[];
  /** What the homeserver has pending for the account. */
  pending(): Promise<PendingDelay[]>;
  /** Whether an event is one that the widget has scheduled. */
  isWill(event: RoomEvent): boolean;
}

/** Sets the scene, with an extension in the browser if one is given: 3 s. */
export async function setScene(
  name: BrowserName,
  extension?: string,
  homeserver?: Parameters<typeof setStage>[0],
): Promise<Scene> {
  const [stage, browser] = await Promise.all([
    setStage(homeserver),
    openBrowser(name, { ...(extension && { extension }) }),
  ]);
  const proxy = await startFaultProxy(stage.synapse.baseUrl);
  const opened: Cell[] = [];
  let count = 0;
  return {
    stage,
    proxy,
    browser,

    async open({ origin = stage.clientOrigin, widgetId = `heart-${++count}`, ...options } = {}) {
      const mark = await stage.bob.mark();
      const before = proxy.requests.length;
      const at = { ...stage, clientOrigin: origin };
      const client = await openClient(browser, at, { homeserver: proxy.baseUrl, widgetId, ...options });
      const cell: Cell = {
        ...client,
        widgetId,
        mark,
        deeds: () => deedsAmong(proxy.requests.slice(before)),
        pending: () => stage.aliceElsewhere.delayedEvents(),
        isWill: ({ content, state_key = widgetId }) => content.status === "gone" && state_key === widgetId,
      };
      opened.push(cell);
      return cell;
    },

    async leave() {
      proxy.clear();
      await Promise.all(opened.splice(0).map(({ page }) => page.close()));
      const left = await stage.aliceElsewhere.delayedEvents();
      await Promise.all(left.map(({ delay_id }) => stage.aliceElsewhere.cancel(delay_id)));
    },

    async close() {
      await browser.close();
      await proxy.close();
      await stage.close();
    },
  };
}
