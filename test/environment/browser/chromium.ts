import { setTimeout as pause } from "node:timers/promises";
import puppeteer, { type Browser, type Page, type Target, type WebWorker } from "puppeteer-core";
import { logBackground, logPages } from "./chromium-log.ts";
import type { Driver, InstalledExtension, LaunchOptions } from "./contract.ts";
import type { Log } from "./log.ts";
import { answerPrompt } from "./permission-prompt.ts";
import type { Workspace } from "./workspace.ts";

const ARGUMENTS = [
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
];

/** A worker that has not stopped after this time has started again (ms). */
const RESTARTED_WITHIN = 1_000;
/** A worker or a page that is not announced within this time never will be (ms). */
const ANNOUNCED_WITHIN = 4_000;

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

  async function evaluateInBackground(extension: InstalledExtension, source: string): Promise<unknown> {
    const worker = findWorker(browser, extension) ?? (await startWorker(browser, extension));
    return evaluateIn(worker, source);
  }

  return {
    puppeteer: browser,
    async install(folder) {
      const id = await (options.inPrivateWindows
        ? installForAll(browser, folder)
        : browser.installExtension(folder));
      const extension = { id, origin: `chrome-extension://${id}` };
      await browser
        .waitForTarget((target) => isWorkerOf(extension, target))
        .catch((cause: unknown) => {
          throw new Error("The extension's service worker did not start within 30 s.", { cause });
        });
      if (installed.has(id)) await startUpdated(browser, extension);
      installed.add(id);
      return extension;
    },
    async setColorScheme(page, scheme) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    },
    evaluateInBackground,
    async isBackgroundRunning(extension) {
      return findWorker(browser, extension) !== undefined;
    },
    async startsWithBrowser(extension) {
      return (await evaluateInBackground(extension, "chrome.runtime.onStartup.hasListeners()")) === true;
    },
    async killWorker(extension) {
      const target = findWorker(browser, extension);
      if (target) await kill(browser, target);
    },
    async backgroundMemory(extension) {
      const target = findWorker(browser, extension);
      if (!target) throw new Error("The extension's service worker does not run.");
      const { client } = await workerOf(target);
      await client.send("HeapProfiler.collectGarbage");
      return (await client.send("Runtime.getHeapUsage")).usedSize;
    },
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
      if (on) await startUpdated(browser, extension);
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

function isWorkerOf(extension: InstalledExtension, target: Target): boolean {
  return target.type() === "service_worker" && target.url().startsWith(`${extension.origin}/`);
}

function findWorker(browser: Browser, extension: InstalledExtension): Target | undefined {
  return browser.targets().find((target) => isWorkerOf(extension, target));
}

async function workerOf(target: Target): Promise<WebWorker> {
  const worker = await target.worker();
  if (!worker) throw new Error(`${target.url()} is no worker.`);
  return worker;
}

/**
 * Stops a service worker. If it is needed at that very moment, it starts again in the same target without an event, so
 * the wait has a time limit. The worker is not queried, since it would wait for an attached debugger at its start.
 */
async function kill(browser: Browser, target: Target): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    browser.on("targetdestroyed", function listener(destroyed) {
      if (destroyed !== target) return;
      browser.off("targetdestroyed", listener);
      resolve();
    });
  });
  const session = await browser.target().createCDPSession();
  const { targetInfos } = await session.send("Target.getTargets");
  const { client } = await workerOf(target);
  // While a debugger is attached, a stopped worker does not go away, and a restarted one waits for the debugger.
  await client.detach().catch(() => undefined);
  for (const { targetId, url, type } of targetInfos)
    if (type === "service_worker" && url === target.url())
      await session.send("Target.closeTarget", { targetId });
  await session.detach();
  await Promise.race([gone, pause(RESTARTED_WITHIN)]);
}

/** Evaluates in a worker, even if it has restarted in its target, which puppeteer does not notice. */
async function evaluateIn(target: Target, source: string): Promise<unknown> {
  const worker = await workerOf(target);
  if (!worker.client.detached) return worker.evaluate(source);
  const session = await target.createCDPSession();
  try {
    const asked = { expression: source, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", asked);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  } finally {
    await session.detach().catch(() => undefined);
  }
}

/**
 * Starts a stopped service worker. The protocol can do that only in a page's session. This uses an open page, because a
 * new page is sometimes not announced during an installation. A worker that starts while its last target goes is not
 * announced either; it is stopped and started once more.
 */
async function startWorker(browser: Browser, extension: InstalledExtension): Promise<Target> {
  const [open] = await browser.pages();
  const page = open ?? (await newPageSoon(browser));
  const session = await page.createCDPSession();
  try {
    await session.send("ServiceWorker.enable");
    for (let tries = 1; ; tries += 1) {
      await session.send("ServiceWorker.startWorker", { scopeURL: `${extension.origin}/` });
      const announced = browser.waitForTarget((target) => isWorkerOf(extension, target), {
        timeout: ANNOUNCED_WITHIN,
      });
      const target = await (tries < 3 ? announced.catch(() => undefined) : announced);
      if (target) return target;
      await session.send("ServiceWorker.stopAllWorkers");
    }
  } finally {
    await session.detach().catch(() => undefined);
    if (!open) await page.close();
  }
}

/**
 * Starts the worker of an updated extension. If a debugger was attached when the old worker ended, its target stays
 * without answering, and the new worker does not start by itself.
 */
async function startUpdated(browser: Browser, extension: InstalledExtension): Promise<void> {
  const target = findWorker(browser, extension);
  const leave = async () => target && (await workerOf(target)).client.detach();
  await Promise.race([leave().catch(() => undefined), pause(RESTARTED_WITHIN)]);
  await startWorker(browser, extension);
}

/** @throws Error early, rather than waiting half a minute for a page that is never announced, so the caller retries */
async function newPageSoon(browser: Browser): Promise<Page> {
  const page = await Promise.race([
    browser.newPage({ type: "tab", background: true }).catch(() => undefined),
    pause(ANNOUNCED_WITHIN),
  ]);
  if (!page) throw new Error(`A new page was not announced within ${ANNOUNCED_WITHIN} ms.`);
  return page;
}
