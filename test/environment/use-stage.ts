import { browserName } from "./browser/browser-name.ts";
import type { TestBrowser } from "./browser/browsers.ts";
import { EXTENSION, type OpenClient, openBrowser, openClient, type Stage, setStage } from "./stage.ts";

/** As for `openBrowser`; by default, the extension with loopback switched on. `extension: undefined` means none. */
export type BrowserOptions = Parameters<typeof openBrowser>[1];
type ClientOptions = Parameters<typeof openClient>[2];

/** The stage of a suite. Reading a part before its hook has run throws. */
export interface UsedStage<S extends Stage = Stage> {
  readonly stage: S;
  readonly browser: TestBrowser;
  /** The client that `useStage` was asked to open. */
  readonly client: OpenClient;
  /** Opens a client in the browser, as Alice. */
  openClient(options?: ClientOptions): Promise<OpenClient>;
  /** Gives a nested `describe` its own browser, like `useStage`. */
  useBrowser(options?: BrowserOptions): void;
  /**
   * Closes a resource when the suite ends: after the browser, before the stage, the last first.
   * @returns the resource
   */
  closing<Closable extends { close(): Promise<void> }>(it: Closable): Closable;
}

/**
 * Sets the stage for the tests of a `describe`, and closes everything afterwards, even if the setup has failed. It
 * registers mocha's hooks, so call it after `this.timeout`. A later `before` finds everything set.
 * @param options.set replaces `setStage()`
 * @param options.browser false if the tests open their own
 * @param options.client options of a client to open once the browser has started
 */
export function useStage<S extends Stage = Stage>({
  set = setStage as () => Promise<S>,
  browser = {},
  client,
}: {
  set?: () => Promise<S>;
  browser?: BrowserOptions | false;
  client?: ClientOptions;
} = {}): UsedStage<S> {
  const parts: { stage?: S; browser?: TestBrowser; client?: OpenClient } = {};
  const closables: { close(): Promise<void> }[] = [];

  function part<Name extends keyof typeof parts>(name: Name): NonNullable<(typeof parts)[Name]> {
    const found = parts[name];
    if (!found) throw new Error(`There is no ${name} yet`);
    return found;
  }

  const used: UsedStage<S> = {
    get stage() {
      return part("stage");
    },
    get browser() {
      return part("browser");
    },
    get client() {
      return part("client");
    },
    openClient: (options) => openClient(used.browser, used.stage, options),
    useBrowser(options) {
      let opened: TestBrowser | undefined;
      before(async () => {
        opened = await openBrowser(browserName, { extension: EXTENSION.test, ...options });
        parts.browser = opened;
      });
      after(() => opened?.close());
    },
    closing(it) {
      closables.push(it);
      return it;
    },
  };

  before(async () => {
    parts.stage = await set();
  });
  if (browser) used.useBrowser(browser);
  if (client)
    before(async () => {
      parts.client = await used.openClient(client);
    });
  after(async () => {
    for (const each of closables.reverse()) await each.close();
    await parts.stage?.close();
  });
  return used;
}
