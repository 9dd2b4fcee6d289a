import puppeteer, { type Browser } from "puppeteer-core";
import { logBackground, logPages } from "./chromium-log.ts";
import { createWorkers } from "./chromium-worker.ts";
import type { Driver, LaunchOptions } from "./contract.ts";
import type { Log } from "./log.ts";
import { answerPrompt } from "./permission-prompt.ts";
import type { Workspace } from "./workspace.ts";

const ARGUMENTS = [
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
];

/** Height of the tab strip, the toolbar and the infobar, and some to spare (px). */
const BARS = 140;

/** Starts Chromium, driven by the Chrome DevTools Protocol over a pipe, so it ends when this process does. */
export async function launchChromium(
  options: LaunchOptions,
  workspace: Workspace,
  log: Log,
): Promise<Driver> {
  // Chromium's sandbox refuses to work for root.
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await puppeteer.launch({
    browser: "chrome",
    executablePath: workspace.executable,
    headless: options.headless ?? true,
    pipe: true,
    // puppeteer does not await the installation of the folders passed here, so `install` does it.
    enableExtensions: true,
    userDataDir: workspace.profile,
    env: workspace.env,
    defaultViewport: options.viewport ?? null,
    slowMo: options.slowMo ?? 0,
    args: [...ARGUMENTS, ...language(options), ...windowSize(options), ...asRoot, ...(options.args ?? [])],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  logPages(browser, log);
  logBackground(browser, log);

  const installed = new Set<string>();
  const workers = createWorkers(browser);

  return {
    puppeteer: browser,
    async install(folder) {
      const id = await (options.inPrivateWindows
        ? installForAll(browser, folder)
        : browser.installExtension(folder));
      const extension = { id, origin: `chrome-extension://${id}` };
      await workers.started(extension);
      if (installed.has(id)) await workers.startUpdated(extension);
      installed.add(id);
      return extension;
    },
    async setColorScheme(page, scheme) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    },
    evaluateInBackground: workers.evaluate,
    isBackgroundRunning: async (extension) => workers.isRunning(extension),
    startsWithBrowser: async (extension) =>
      (await workers.evaluate(extension, "chrome.runtime.onStartup.hasListeners()")) === true,
    killWorker: workers.kill,
    backgroundMemory: workers.memory,
    openPages: () => browser.pages(),
    async killRenderer(page) {
      const crashed = new Promise<void>((resolve) => page.once("error", () => resolve()));
      const session = await page.createCDPSession();
      // A crashing renderer cannot answer. The call rejects when the session ends, which is no failure.
      session.send("Page.crash").catch(() => {});
      await crashed;
    },
    async answerPermissionPrompt(page, answer) {
      if (!options.display) throw new Error("Chromium's prompts can be answered only on a virtual display.");
      await answerPrompt(page, answer, options.display);
    },
    takeBack: ({ id }, pattern) =>
      inSettings(
        browser,
        id,
        (...site) => window.chrome.developerPrivate.removeHostPermission(...site),
        pattern,
      ),
    async switchExtension(extension, on) {
      await inSettings(browser, extension.id, (...to) => window.chrome.management.setEnabled(...to), on);
      if (on) await workers.startUpdated(extension);
    },
  };
}

/** What Chromium gives its own settings page alone. */
declare global {
  interface Window {
    chrome: {
      developerPrivate: { removeHostPermission(extensionId: string, pattern: string): Promise<void> };
      management: { setEnabled(extensionId: string, on: boolean): Promise<void> };
    };
  }
}

/** Does what a switch on the extension's own settings page does. The tab stays behind, so that a popup stays open. */
async function inSettings<To>(
  browser: Browser,
  id: string,
  change: (id: string, to: To) => Promise<void>,
  to: To,
): Promise<void> {
  const settings = await browser.newPage({ type: "tab", background: true });
  try {
    await settings.goto(`chrome://extensions/?id=${id}`);
    await settings.evaluate(change as (id: string, to: unknown) => Promise<void>, id, to);
  } finally {
    await settings.close();
  }
}

function windowSize({ viewport }: LaunchOptions): string[] {
  return viewport ? [`--window-size=${viewport.width},${viewport.height + BARS}`] : [];
}

function language({ language }: LaunchOptions): string[] {
  return language ? [`--lang=${language}`, `--accept-lang=${language}`] : [];
}

/** Installs an extension that also runs in private windows, which puppeteer cannot do. @returns its id */
async function installForAll(browser: Browser, folder: string): Promise<string> {
  const session = await browser.target().createCDPSession();
  const asked = { path: folder, enableInIncognito: true };
  const answer = await session.connection()?.send("Extensions.loadUnpacked", asked);
  await session.detach();
  return answer?.id ?? "";
}
