import { type BrowserName, launchBrowser, type TestBrowser } from "../test/environment/browser/browsers.ts";
import { EXTENSION, openBrowser } from "../test/environment/stage.ts";
import { temporaryFolder } from "../test/environment/temporary-folder.ts";
import { makeBareExtension } from "./bare-extension.ts";

/**
 * The same browser four times: twice without Postdate, once with Postdate installed but off, once with it on for
 * loopback.
 */
export interface Browsers {
  none: TestBrowser;
  again: TestBrowser;
  off: TestBrowser;
  on: TestBrowser;
  close(): Promise<void>;
}

/** Without this preference, Firefox rounds the times that pages read to 1 ms. */
const PRECISE = { "privacy.reduceTimerPrecision": false };

export async function openBrowsers(name: BrowserName): Promise<Browsers> {
  const opened: TestBrowser[] = [];
  const close = async () => {
    for (const browser of opened.splice(0)) await browser.close();
  };
  const open = async (extension?: string) => {
    const browser = await openBrowser(name, { preferences: PRECISE, ...(extension && { extension }) });
    opened.push(browser);
    return browser;
  };
  try {
    const [none, again] = [await open(), await open()];
    return { none, again, off: await open(EXTENSION.shipped), on: await open(EXTENSION.test), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Opens one more browser, with an extension that has Postdate's permissions to see requests and does nothing.
 * @param listens whether it listens to a client's requests
 */
export async function openBare(name: BrowserName, listens: boolean): Promise<TestBrowser> {
  const folder = await temporaryFolder("bare");
  try {
    await makeBareExtension(folder.path, listens);
    return await launchBrowser(name, { preferences: PRECISE, extension: folder.path });
  } finally {
    await folder.remove();
  }
}
