import type { Frame, Page } from "puppeteer-core";
import type { TestClient } from "../../pages/client/test-client.ts";
import type { TestBrowser } from "../browser/browsers.ts";
import type { Account } from "../homeserver/register-user.ts";
import { type ClientOptions, clientUrl } from "../stage.ts";
import { until } from "../until.ts";
import type { CallStage } from "./call-stage.ts";
import { elementCallTemplate, isElementCall } from "./element-call.ts";
import { type CallRequest, overhearCalls } from "./overhear.ts";

/** Element Call's test id for the button that leaves the call. */
const LEAVE = "[data-testid=incall_leave]";
/** A participant's picture, or the letter in its place, has their user id. */
const TILE = "[data-testid=videoTile]";
const FACE = `${TILE} [role=img][aria-label^="@"]`;
/** Element Call's text over a participant that it cannot find in the media server. */
const WAITING = "Waiting for media";
const UPDATE = /update_delayed_event$/;

/** A client in a tab, running Element Call. */
export interface OpenCall {
  page: Page;
  /** Element Call's current frame; a reload replaces it. */
  call(): Frame;
  client<Result>(read: (client: TestClient) => Result): Promise<Result>;
  /** Element Call's requests to its host since its page loaded. */
  requests(): Promise<CallRequest[]>;
  /** The answered restarts among them. */
  restarts(): Promise<CallRequest[]>;
  /** Waits until Element Call shows that it is in the call. */
  untilJoined(withinMs?: number): Promise<void>;
  /** Waits until this many restarts have been answered since its page loaded. */
  untilRestarts(count: number): Promise<void>;
  /** The user ids of the participants that Element Call shows, sorted alphabetically. */
  faces(): Promise<string[]>;
  /** Whether Element Call cannot find one of them in the media server. */
  waitsForMedia(): Promise<boolean>;
  /** The headings of Element Call's page. */
  headings(): Promise<string[]>;
  /** Presses the button that leaves the call. */
  hangUp(): Promise<void>;
  /** Waits until the homeserver has sent the last will at the call's request, not because its time was over. */
  untilSent(): Promise<void>;
}

/**
 * Opens the client with a call in it.
 * @param options.account the client's account; by default, Alice
 * @param options.from the origin that serves Element Call: the client's own, or another
 * @param options.intent in Element Call's terms; by default, a call without cameras
 * @param options.host further options of the client (test/pages/client/options.ts)
 * @param options.transports the media service that the host names; without it, Element Call gets one from Postdate, or
 *   searches for half a minute in vain
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
    // As in Element Web, the call itself reports when it has loaded.
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
    untilJoined: (withinMs = 40_000) =>
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
    headings: () => call().$$eval("h1", (headings) => headings.map(({ textContent }) => textContent ?? "")),
    hangUp: async () => {
      await page.bringToFront();
      const button = await call().waitForSelector(LEAVE);
      await button?.click();
    },
    untilSent: () =>
      until("the sending is answered", async () => {
        const sent = (await requests()).find(({ data }) => data.action === "send");
        return JSON.stringify(sent?.response) === "{}";
      }),
  };
}
