import browser, { type Runtime } from "webextension-polyfill";
import type { PageAnswers, PageMessage } from "../messaging/page-contract.ts";
import { type FrameSender, partitionOf } from "../messaging/sender.ts";

/** The handlers for each kind of sender. A handler returns nothing for a message it does not know. */
export interface Handlers {
  /** Content scripts, which run in a page's process. */
  fromFrame(message: unknown, sender: FrameSender): Promise<unknown> | undefined;
  /** The extension's own pages, which act for the user. */
  fromPage(message: unknown): Promise<unknown> | undefined;
}

/** The base URL of the extension's own pages: an origin, with a trailing slash. */
const OWN_PAGES = browser.runtime.getURL("");

/**
 * Answers messages from the extension's other contexts. A message whose sender cannot be identified gets no answer.
 */
export function serve({ fromFrame, fromPage }: Handlers): void {
  const listener = (message: unknown, sender: Runtime.MessageSender) => {
    if (sender.id !== browser.runtime.id) return undefined;
    if (isOwn(sender.url)) return fromPage(message);
    const frame = frameOf(sender);
    return frame && fromFrame(message, frame);
  };
  // The types demand a promise from every call; the polyfill itself takes `undefined` for "not answered here".
  browser.runtime.onMessage.addListener(listener as Runtime.OnMessageListenerAsync);
}

/**
 * Asks the background, from one of the extension's pages. A background that dies may give no answer. If the message
 * cannot be sent, this rejects, and never throws.
 */
export async function ask<Question extends PageMessage>(
  message: Question,
): Promise<PageAnswers[Question["ask"]] | undefined> {
  return browser.runtime.sendMessage(message);
}

/** Sends news to the extension's open pages, if there are any. */
export function tell(news: unknown): void {
  void Promise.resolve(news)
    .then((said) => browser.runtime.sendMessage(said))
    .catch(() => undefined);
}

/** Calls the listener for each piece of news. @returns a function that stops it */
export function onNews(listener: (news: unknown) => void): () => void {
  const heard = (news: unknown) => listener(news);
  browser.runtime.onMessage.addListener(heard);
  return () => browser.runtime.onMessage.removeListener(heard);
}

/** Calls the listener when the extension has been installed, or updated under open pages. */
export function onUpdated(listener: () => void): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === "update" || reason === "install") listener();
  });
}

/** Calls the listener once, when the extension has been installed. */
export function onInstalled(listener: () => void): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === "install") listener();
  });
}

/**
 * Calls the listener when the browser has started. Without such a listener, browsers do not start the background until
 * another event that it listens for:
 * https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/API/runtime/onStartup
 */
export function onBrowserStarted(listener: () => void): void {
  browser.runtime.onStartup.addListener(listener);
}

/** Says whether the browser runs registered scripts in pages that were there before the extension: Firefox does. */
export const runsScriptsLate = () => "getBrowserInfo" in browser.runtime;

/** Says whether a URL is one of the extension's own pages, or its background's. */
export function isOwn(url: string | undefined): boolean {
  return url !== undefined && `${url}/`.startsWith(OWN_PAGES);
}

/** @returns the match patterns that the manifest itself grants */
export function patternsInManifest(): string[] {
  return browser.runtime.getManifest().host_permissions ?? [];
}

/** @returns the extension's own version */
export function extensionVersion(): string {
  return browser.runtime.getManifest().version;
}

/** @returns who a content script is, according to the browser; nothing if the browser does not say */
export function frameOf({ tab, frameId, ...sender }: Runtime.MessageSender): FrameSender | undefined {
  // Both browsers provide these; the polyfill's types are older than they are.
  const { origin, documentId } = sender as { origin?: string; documentId?: string };
  if (tab?.id === undefined || frameId === undefined || !origin || !documentId) return undefined;
  return { tabId: tab.id, frameId, documentId, origin, partition: partitionOf(tab) };
}

/** @returns the contents of a JSON file of the extension. @param path inside the extension */
export async function ownFile(path: string): Promise<unknown> {
  return (await fetch(browser.runtime.getURL(path))).json();
}
