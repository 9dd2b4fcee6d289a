import type { LedgerEntry } from "../../../src/background/delays/ledger-entry.ts";
import { DUPLICATES_AFTER } from "../../../src/delayed-events/next-check.ts";
import type { BrowserName, TestBrowser } from "../../environment/browser/browsers.ts";
import { type FaultProxy, startFaultProxy } from "../../environment/homeserver/fault-proxy.ts";
import type { PendingDelay } from "../../environment/homeserver/matrix-user.ts";
import type { Mark, RoomEvent } from "../../environment/homeserver/room-events.ts";
import {
  type ClientOptions,
  type OpenClient,
  openBrowser,
  openClient,
  type Stage,
  setStage,
} from "../../environment/stage.ts";
import { until } from "../../environment/until.ts";
import { type DelayRequest, delayRequestsAmong } from "./delay-requests.ts";

/** A stage, a proxy that records who requests what from its homeserver, and a browser, for many cells of a table. */
export interface Scene {
  stage: Stage;
  proxy: FaultProxy;
  browser: TestBrowser;
  /**
   * Opens a client with its own widget.
   * @param options.origin where the client's pages are, if not at the stage's origin
   */
  open(options?: ClientOptions & { widgetQuery?: string }): Promise<Cell>;
  /** Closes everything that was opened, and cancels what it left pending. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** A client with a widget, and what the homeserver has got from it. */
export interface Cell extends OpenClient {
  widgetId: string;
  /** The room's position before the client was opened. */
  mark: Mark;
  /** The requests about delayed events since then, the oldest first. */
  delayRequests(): DelayRequest[];
  /** The account's pending delayed events at the homeserver. */
  pending(): Promise<PendingDelay[]>;
  /** Whether the widget scheduled this event. */
  isWill(event: RoomEvent): boolean;
}

/** Sets the scene (3 s), with the extension in the browser if one is given. */
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
        delayRequests: () => delayRequestsAmong(proxy.requests.slice(before)),
        pending: () => stage.aliceElsewhere.delayedEvents(),
        isWill: ({ content, state_key = widgetId }) => content.status === "gone" && state_key === widgetId,
      };
      opened.push(cell);
      return cell;
    },

    async leave() {
      proxy.clear();
      if (extension && opened.length > 0) await duplicatesChecked(browser);
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

/** How long a check for duplicates may still take once its delay has ended (ms). */
const UNDER_WAY = 3_000;

/**
 * Waits until the extension has looked for duplicates of the events that it scheduled, which it does a second later.
 * Otherwise the next cell would count these requests.
 *
 * A delay that ends during its check is noted as checked, too. One that ends when its check is due, but has not begun,
 * never is, so that wait has its own limit.
 */
async function duplicatesChecked(browser: TestBrowser): Promise<void> {
  const unchecked = async () => {
    const entries = await browser.evaluateInBackground(async () => {
      const { storage } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
        .chrome;
      return Object.values(await storage.local.get(null)) as (Partial<LedgerEntry> | null)[];
    });
    return entries.flatMap((entry) => (entry?.mayHaveDuplicates ? entry : []));
  };
  await until("the extension has looked for duplicates", async () =>
    (await unchecked()).every(({ state }) => state !== "pending"),
  );
  const isUnderWay = ({ scheduledAt = 0, endedAt = 0 }: Partial<LedgerEntry>) =>
    endedAt >= scheduledAt + DUPLICATES_AFTER && endedAt > Date.now() - UNDER_WAY;
  await until("its last checks are over", async () => !(await unchecked()).some(isUnderWay), 2 * UNDER_WAY);
}
