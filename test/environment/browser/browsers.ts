import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { launchChromium } from "./chromium.ts";
import type { BrowserName, Driver, LaunchOptions, TestBrowser } from "./contract.ts";
import { startDisplay } from "./display.ts";
import { launchFirefox } from "./firefox.ts";
import { createLog } from "./log.ts";
import { createTestBrowser } from "./test-browser.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

export type * from "./contract.ts";

const LAUNCH = { chromium: launchChromium, firefox: launchFirefox };
const VIEWPORT = { width: 1280, height: 800 };
const KILL_MS = 10_000;

/**
 * Starts a browser with an empty profile, unless another is given, and the extension, if one is given. The methods are
 * the same for both browsers; where behaviour differs, the method's docstring says so. Nothing outlives this process,
 * however it ends.
 * @throws Error if the browser is missing, does not start within 30 s or refuses the extension; nothing is left behind
 */
export async function launchBrowser(name: BrowserName, asked: LaunchOptions = {}): Promise<TestBrowser> {
  const needsDisplay = asked.headless === false && !asked.display && !process.env.DISPLAY;
  const ownDisplay = needsDisplay ? await startDisplay() : undefined;
  const display = asked.display ?? ownDisplay;
  const options = { viewport: VIEWPORT, ...asked, ...(display && { display }) };

  const { entries, add } = createLog();
  let workspace: Workspace | undefined;
  let driver: Driver | undefined;

  async function close(): Promise<void> {
    await (driver?.quit ? driver.quit() : driver?.puppeteer.close());
    await ended(driver?.puppeteer.process());
    await workspace?.remove();
    await ownDisplay?.close();
  }

  try {
    workspace = await createWorkspace(name, asked.profile);
    if (display) workspace.env.DISPLAY = display.name;
    driver = await LAUNCH[name](options, workspace, add);
    const version = await driver.puppeteer.version();
    const extension = options.extension ? await driver.install(path.resolve(options.extension)) : undefined;
    return createTestBrowser({ name, version, driver, extension, options, entries, close });
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Waits until a closed browser has ended. puppeteer does not if the connection was lost first (a window that
 * was closed by hand; Firefox with `slowMo`), and a running browser still writes into its folder.
 */
async function ended(browser: ChildProcess | null | undefined): Promise<void> {
  if (!browser || browser.exitCode !== null || browser.signalCode !== null) return;
  const timer = setTimeout(() => browser.kill("SIGKILL"), KILL_MS);
  await once(browser, "exit");
  clearTimeout(timer);
}
