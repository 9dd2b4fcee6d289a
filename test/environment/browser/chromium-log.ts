import type { Browser, ConsoleMessage, Page } from "puppeteer-core";
import type { LogEntry } from "./contract.ts";
import { type Log, levelOf } from "./log.ts";

/** Logs the console, uncaught errors and crash of every page from now on. */
export function logPages(browser: Browser, log: Log): void {
  browser.on("targetcreated", async (target) => {
    if (target.type() !== "page") return;
    // A page that was closed immediately is no longer available.
    const page = await target.page().catch(() => null);
    if (page) logPage(page, log);
  });
}

/** Logs the console of the extension's service worker, from its first line on, and its uncaught errors. */
export function logBackground(browser: Browser, log: Log): void {
  browser.on("targetcreated", async (target) => {
    if (target.type() !== "service_worker" || !target.url().startsWith("chrome-extension:")) return;
    const worker = await target.worker().catch(() => null);
    worker?.on("console", (message) => logConsole("extension", message, target.url(), log));
    worker?.client.on("Runtime.exceptionThrown", ({ exceptionDetails }) => {
      const text = exceptionDetails.exception?.description ?? exceptionDetails.text;
      log({ source: "extension", kind: "error", level: "error", text, url: target.url() });
    });
  });
}

function logPage(page: Page, log: Log): void {
  const source = () => (page.url().startsWith("chrome-extension:") ? "extension" : "page");
  page.on("console", (message) => logConsole(source(), message, page.url(), log));
  page.on("pageerror", (error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log({ source: source(), kind: "error", level: "error", text, url: page.url() });
  });
  page.on("error", ({ message }) => {
    log({ source: source(), kind: "crash", level: "error", text: message, url: page.url() });
  });
}

function logConsole(source: LogEntry["source"], message: ConsoleMessage, page: string, log: Log): void {
  const url = message.location().url ?? page;
  log({ source, kind: "console", level: levelOf(message.type()), text: message.text(), url });
}
