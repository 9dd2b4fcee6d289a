import path from "node:path";
import type { Frame, Page } from "puppeteer-core";
import type { TestClient } from "../pages/client/test-client.ts";
import type { HeartbeatHandle } from "../pages/heartbeat-widget/handle.ts";
import { type BrowserName, launchBrowser, type TestBrowser } from "./browser/browsers.ts";
import { logIn, type MatrixUser } from "./homeserver/matrix-user.ts";
import type { Account } from "./homeserver/register-user.ts";
import { type Synapse, startSynapse } from "./homeserver/synapse.ts";
import { type Mount, type StaticServer, serveFolder } from "./static-server.ts";
import { until } from "./until.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** The extension as shipped, or with loopback granted and switched on. */
export const EXTENSION = {
  shipped: path.join(ROOT, "dist/extension"),
  test: path.join(ROOT, "dist/extension-test"),
} as const;

/** A client's options: the fragment of its page (test/pages/client/options.ts). */
export type ClientOptions = Record<string, string>;

/** A homeserver with two users, and the pages of a client and a widget, each on its own origin. */
export interface Stage {
  synapse: Synapse;
  /** The user whose client is in the browser. */
  alice: Account;
  /** Alice on another device, to read from the homeserver as her. */
  aliceElsewhere: MatrixUser;
  /** The second user, who sees what every room member sees. */
  bob: MatrixUser;
  /** For Bob to log in with, from a browser. */
  bobsAccount: Account;
  /** A room with both in it. */
  room: string;
  clientOrigin: string;
  widgetOrigin: string;
  /** A new room with both in it. */
  newRoom(name?: string): Promise<string>;
  /**
   * Serves the same pages on another origin. A user at two homeservers in one client is ambiguous, and a proxy's
   * address counts as another homeserver.
   * @param mounts instead of the stage's own
   */
  newClientOrigin(mounts?: readonly Mount[]): Promise<string>;
  close(): Promise<void>;
}

/**
 * Sets the stage (2 s).
 * @param options.mounts further folders on both origins
 */
export async function setStage({
  mounts = [],
  ...options
}: Parameters<typeof startSynapse>[0] & { mounts?: readonly Mount[] } = {}): Promise<Stage> {
  const pages = path.join(ROOT, "dist/pages");
  const [synapse, clients, widgets] = await Promise.all([
    startSynapse(options),
    serveFolder(pages, { mounts }),
    serveFolder(pages, { mounts }),
  ]);
  const [alice, other] = [await synapse.registerUser("alice"), await synapse.registerUser("bob")];
  const aliceElsewhere = await logIn(synapse.baseUrl, alice.userId, alice.password);
  const bob = await logIn(synapse.baseUrl, other.userId, other.password);

  async function newRoom(name = "Standup"): Promise<string> {
    const room = await aliceElsewhere.createRoom({ name, invite: [bob.userId] });
    await bob.join(room);
    return room;
  }

  const moreClients: StaticServer[] = [];
  async function newClientOrigin(theirs = mounts): Promise<string> {
    const server = await serveFolder(pages, { mounts: theirs });
    moreClients.push(server);
    return server.origin;
  }

  return {
    synapse,
    alice,
    aliceElsewhere,
    bob,
    bobsAccount: other,
    room: await newRoom(),
    clientOrigin: clients.origin,
    widgetOrigin: widgets.origin,
    newRoom,
    newClientOrigin,
    async close() {
      const servers = [clients, widgets, ...moreClients];
      await Promise.all([...servers.map((server) => server.close()), synapse.stop()]);
    },
  };
}

/**
 * Starts a browser. With the extension, resolves once its content scripts are registered, or, as shipped, once its
 * welcome page has opened and is closed.
 */
export async function openBrowser(
  name: BrowserName,
  { extension, ...options }: Parameters<typeof launchBrowser>[1] & { extension?: string } = {},
): Promise<TestBrowser> {
  const browser = await launchBrowser(name, { ...options, ...(extension && { extension }) });
  try {
    if (extension === EXTENSION.shipped) await closeWelcome(browser);
    else if (extension) await untilRegistered(browser);
    return browser;
  } catch (error) {
    await browser.close();
    throw error;
  }
}

function untilRegistered(browser: TestBrowser): Promise<void> {
  return until("the content scripts are registered", () =>
    browser.evaluateInBackground(async () => {
      const { scripting } = (globalThis as unknown as { chrome: ScriptingGlobal }).chrome;
      return (await scripting.getRegisteredContentScripts()).length > 0;
    }),
  );
}

/** Waits for the page that opens once after the installation, and closes it. */
export async function closeWelcome(browser: TestBrowser): Promise<void> {
  let welcome: Page | undefined;
  await until("the extension's welcome page has opened", async () => {
    const pages = await browser.openPages();
    welcome = pages.find((page) => page.url().endsWith("/welcome/welcome.html"));
    if (!welcome) throw new Error(`There is only ${pages.map((page) => page.url()).join(", ")}`);
    return true;
  });
  await welcome?.close();
}

interface ScriptingGlobal {
  scripting: { getRegisteredContentScripts(): Promise<unknown[]> };
}

/** A client in a tab, with the widget in it. */
export interface OpenClient {
  page: Page;
  /** The widget's current frame; a reload replaces it. */
  widget(): Frame;
  /** Reads from the client's `window.testClient`. */
  client<Result>(read: (client: TestClient) => Result): Promise<Result>;
  /** Reads from the widget's `window.heartbeat`. */
  heartbeat<Result>(read: (heartbeat: HeartbeatHandle) => Result): Promise<Result>;
  /** Waits until the heartbeat widget is in this state. */
  untilHeartbeat(what: string, is: (heartbeat: HeartbeatHandle) => boolean): Promise<void>;
  /** Makes the widget post a message; resolves with the whole reply, or rejects after `withinMs`. */
  ask(message: unknown, withinMs?: number, verbatim?: boolean): Promise<unknown>;
}

/** @returns the address of the client with Alice's account and the heartbeat widget */
export function clientUrl(
  stage: Stage,
  { widgetQuery = "", ...options }: ClientOptions & { widgetQuery?: string } = {},
): string {
  const fragment = new URLSearchParams({
    homeserver: stage.synapse.baseUrl,
    user: stage.alice.userId,
    password: stage.alice.password,
    room: stage.room,
    widget: `${stage.widgetOrigin}/widget/widget.html?${widgetQuery}`,
    ...options,
  });
  return `${stage.clientOrigin}/client/client.html#${fragment}`;
}

/** Opens the client as Alice with the heartbeat widget, and waits until the widget has loaded. */
export async function openClient(
  browser: TestBrowser,
  stage: Stage,
  options: Parameters<typeof clientUrl>[1] = {},
): Promise<OpenClient> {
  return clientIn(await browser.newPage(clientUrl(stage, options)), stage);
}

/** @returns the client in a page opened at its address, once the widget has loaded */
export async function clientIn(page: Page, stage: Pick<Stage, "widgetOrigin">): Promise<OpenClient> {
  await until("the client has loaded", () => page.evaluate(() => window.testClient !== undefined));
  await page.evaluate(() => window.testClient.ready);

  const widget = () => {
    const frame = page.frames().findLast((each) => each.url().startsWith(stage.widgetOrigin));
    if (!frame) throw new Error(`No widget in ${page.url()}`);
    return frame;
  };
  // The windows' objects cannot leave the page, so the functions run there, each with its own object.
  const ofWindow = (name: string, read: unknown) =>
    `((__name) => (${read})(window.${name}))((named) => named)`;
  const heartbeat: OpenClient["heartbeat"] = (read) =>
    widget().evaluate(ofWindow("heartbeat", read)) as never;

  await until("the widget has loaded", () => heartbeat((it) => it !== undefined));
  return {
    page,
    widget,
    client: (read) => page.evaluate(ofWindow("testClient", read)) as never,
    heartbeat,
    untilHeartbeat: (what, is) =>
      until(what, () => heartbeat(is)).catch(async (error: Error) => {
        const last = await heartbeat(({ phase, log }) => `${phase}: ${log.at(-1)?.text}`).catch(String);
        throw new Error(`${error.message}, but ${last}`, { cause: error.cause });
      }),
    ask: (message, withinMs = 10_000, verbatim = false) =>
      widget().evaluate(
        (...asked: [unknown, number, boolean]) => window.heartbeat.request(...asked),
        message,
        withinMs,
        verbatim,
      ),
  };
}
