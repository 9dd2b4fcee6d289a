import type { Frame, Page } from "puppeteer-core";
import type { TestClient } from "../../hosts/client/test-client.ts";
import type { TestBrowser } from "../browsers.ts";
import type { Account } from "../register-user.ts";
import { type ClientOptions, clientUrl } from "../stage.ts";
import { until } from "../until.ts";
import type { CallStage } from "./call-stage.ts";
import { elementCallTemplate, isElementCall } from "./element-call.ts";
import { type CallRequest, overhearCalls } from "./overhear.ts";

/** Element Call's own mark on its button that leaves the call. */
const LEAVE = "[data-testid=incall_leave]";
/** Somebody's picture, or the letter in its place, carries their user id. */
const TILE = "[data-testid=videoTile]";
const FACE = `${TILE} [role=img][aria-label^="@"]`;
/** What it writes over somebody whom it shows and does not find in the media server. */
const WAITING = "Waiting for media";
const UPDATE = /update_delayed_event$/;

/** A client in a tab, with Element Call in it. */
export interface OpenCall {
  page: Page;
  /** Element Call's frame as it is now; a reload makes another. */
  call(): Frame;
  client<Result>(read: (client: TestClient) => Result): Promise<Result>;
  /** What Element Call has asked its host since its page was loaded. */
  requests(): Promise<CallRequest[]>;
  /** The answered restarts among them. */
  restarts(): Promise<CallRequest[]>;
  /** Waits until Element Call shows that it is in the call. */
  untilJoined(withinMs?: number): Promise<void>;
  /** Waits until it has had so many restarts answered in all since its page was loaded. */
  untilRestarts(count: number): Promise<void>;
  /** The user ids of those whom Element Call shows, in the order of the alphabet. */
  faces(): Promise<string[]>;
  /** Whether one of them is known by their membership alone: Element Call does not find them in the media server. */
  waitsForMedia(): Promise<boolean>;
  /** Presses the button that leaves the call. */
  hangUp(): Promise<void>;
}

/**
 * Opens the client with a call in it.
 * @param options.account whose client it is, Alice's by default
 * @param options.from the origin that serves Element Call: the client's own, or another
 * @param options.intent in Element Call's words; by default a call without cameras
 * @param options.host more of the client (test/hosts/client/options.ts)
 * @param options.transports the service that the host names for the media; without, Element Call looks for half a minute
 */
export async function openCall(
  browser: TestBrowser,
  stage: CallStage,
  {
    account = stage.alice,
    from = stage.clientOrigin,
    intent = "start_call_voice",
    theme,
    transports = stage.jwt.url,
    host = {},
  }: {
    account?: Account;
    from?: string;
    intent?: string;
    theme?: "light" | "dark";
    transports?: string | false;
    host?: ClientOptions;
  } = {},
): Promise<OpenCall> {
  const page = await browser.newPage();
  await overhearCalls(page);
  const url = clientUrl(stage, {
    user: account.userId,
    password: account.password,
    widget: elementCallTemplate(from, intent, theme),
    widgetId: "call",
    // As Element Web has it: the call says itself when it is loaded.
    waitForLoad: "0",
    call: "1",
    ...(transports && { transports }),
    ...host,
  });
  await page.goto(url);
  await page.evaluate(() => window.testClient.ready);

  const call = () => {
    const frame = page.frames().findLast((each) => isElementCall(each.url()));
    if (!frame) throw new Error(`No call in ${page.url()}`);
    return frame;
  };
  const requests = () => call().evaluate(() => window.overheard);
  const restarts = async () =>
    (await requests()).filter(
      ({ action, data, response }) => UPDATE.test(action) && data.action === "restart" && response,
    );
  return {
    page,
    call,
    client: (read) => page.evaluate(`((__name) => (${read})(window.testClient))((named) => named)`) as never,
    requests,
    restarts,
    untilJoined: (withinMs = 20_000) =>
      until("Element Call is in the call", async () => (await call().$(LEAVE)) !== null, withinMs),
    untilRestarts: (count) =>
      until(`${count} restarts are answered`, async () => (await restarts()).length >= count, 30_000),
    faces: async () => {
      const labels = await call().$$eval(FACE, (faces) => faces.map((face) => face.ariaLabel ?? ""));
      return [...new Set(labels)].sort();
    },
    waitsForMedia: () =>
      call().$$eval(
        TILE,
        (tiles, words) => tiles.some(({ textContent }) => textContent?.includes(words)),
        WAITING,
      ),
    hangUp: async () => {
      await page.bringToFront();
      const button = await call().waitForSelector(LEAVE);
      await button?.click();
    },
  };
}
