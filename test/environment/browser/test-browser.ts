import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { until } from "../until.ts";
import type {
  BrowserName,
  Driver,
  InstalledExtension,
  LaunchOptions,
  LogEntry,
  TestBrowser,
} from "./contract.ts";
import { NAME_HELPER } from "./name-helper.ts";

interface Launched {
  name: BrowserName;
  version: string;
  driver: Driver;
  extension: InstalledExtension | undefined;
  options: LaunchOptions;
  entries: readonly LogEntry[];
  close: () => Promise<void>;
}

/** Builds the common methods from those that each browser implements. */
export function createTestBrowser(launched: Launched): TestBrowser {
  const { name, version, driver, extension, options, entries } = launched;
  let closed: Promise<void> | undefined;

  function installed(): InstalledExtension {
    if (!extension) throw new Error("This browser was launched without an extension.");
    return extension;
  }

  async function openTab(background = false): Promise<Page> {
    const page = await driver.puppeteer.newPage({ type: "tab", background });
    await Promise.all([page.evaluate(NAME_HELPER), page.evaluateOnNewDocument(NAME_HELPER)]);
    if (options.colorScheme) await driver.setColorScheme(page, options.colorScheme);
    return page;
  }

  async function evaluateInBackground<A extends unknown[], R>(
    run: (...args: A) => R,
    ...args: A
  ): Promise<Awaited<R>> {
    const source = `(${NAME_HELPER}, (${run})(...${JSON.stringify(args)}))`;
    return (await driver.evaluateInBackground(installed(), source)) as Awaited<R>;
  }

  return {
    name,
    version,
    extension,
    puppeteer: driver.puppeteer,
    log: entries,

    async newPage(url) {
      const page = await openTab();
      if (url !== undefined) await page.goto(url);
      return page;
    },

    async newPrivatePage(url) {
      await evaluateInBackground(async (address) => {
        const { windows } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
          .chrome;
        await windows.create({ incognito: true, url: address });
      }, url);
      let page: Page | undefined;
      await until("the private window has opened", async () => {
        page = (await driver.openPages()).find((each) => each.url() === url);
        return page !== undefined;
      });
      return page as Page;
    },

    async extensionPage(file, { query = {}, over, until } = {}) {
      const url = new URL(file, `${installed().origin}/`);
      for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
      const page = await openTab(over !== undefined);
      await over?.bringToFront();
      await page.goto(url.href);
      if (until !== undefined) await page.waitForSelector(until);
      if (over) await page.bringToFront();
      return page;
    },

    openPages: driver.openPages,
    setColorScheme: driver.setColorScheme,

    async screenshot(page, file, { element } = {}) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, await (element ?? page).screenshot({ type: "png" }));
    },

    evaluateInBackground,
    isBackgroundRunning: async () => driver.isBackgroundRunning(installed()),
    startsWithBrowser: async () => driver.startsWithBrowser(installed()),
    killWorker: async () => driver.killWorker(installed()),
    backgroundMemory: async () => driver.backgroundMemory(installed()),

    contentScriptsRegistered: () =>
      evaluateInBackground(async () => {
        // The browsers have no event for this.
        const { scripting } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
          .chrome;
        while ((await scripting.getRegisteredContentScripts()).length === 0) {
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }),

    async updateExtension(folder = options.extension) {
      const { id } = installed();
      await driver.killWorker(installed());
      const update = await driver.install(path.resolve(folder ?? ""));
      if (update.id !== id) throw new Error(`Another extension was installed: ${update.id}, not ${id}.`);
    },

    killRenderer: driver.killRenderer,
    answerPermissionPrompt: driver.answerPermissionPrompt,
    takeBack: (pattern) => driver.takeBack(installed(), pattern),
    switchExtension: (on) => driver.switchExtension(installed(), on),

    async kill() {
      const process = driver.puppeteer.process();
      if (!process || process.exitCode !== null || process.signalCode !== null) return;
      const gone = once(process, "exit");
      process.kill("SIGKILL");
      await gone;
    },

    close() {
      closed ??= launched.close();
      return closed;
    },
  };
}
