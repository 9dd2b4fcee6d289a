import browser, { type WebRequest } from "webextension-polyfill";
import type { SeenRequest } from "../background/sessions/seen-request.ts";
import { DEFAULT_PARTITION, partitionOf } from "../messaging/sender.ts";
import { allGranted, onGranted } from "./permissions.ts";
import { isOwn } from "./runtime.ts";
import { partitionOfTab } from "./tabs.ts";
import { mayBePrivate } from "./windows.ts";

/** A homeserver may have a path in its address. */
const ADDRESSES = ["*://*/_matrix/client/*", "*://*/*/_matrix/client/*"];
/**
 * The requests that only a script makes. A page that loads another into a frame counts as the one that makes the
 * request, and wherever a widget's frame is redirected, its client seems to ask. The same goes for a link that the user
 * follows, and for an image.
 */
const TYPES: WebRequest.ResourceType[] = ["xmlhttprequest"];

/**
 * Calls the listener for every request of a page's script, or of its workers, to a homeserver's client-server API. The
 * browser shows them only where the page's site and the homeserver are both granted. The extension's own requests show
 * up here too, and are ignored.
 */
export function watchHomeserverRequests(listener: (request: SeenRequest) => void): void {
  const { onSendHeaders } = browser.webRequest;
  const heard = (details: WebRequest.OnSendHeadersDetailsType) =>
    void seen(details).then((request) => request && listener(request));
  const watch = () => onSendHeaders.addListener(heard, { urls: ADDRESSES, types: TYPES }, ["requestHeaders"]);
  watch();

  // Chromium rejects the listener while the extension is granted no site at all, and accepts the same one later only
  // if it was removed in between (measured in 156).
  let rejected = allGranted().then(({ length }) => length === 0);
  onGranted(async () => {
    // The grant may be for notifications, not for a site.
    if (!(await rejected) || (await allGranted()).length === 0) return;
    rejected = Promise.resolve(false);
    onSendHeaders.removeListener(heard);
    watch();
  });
}

async function seen(details: WebRequest.OnSendHeadersDetailsType): Promise<SeenRequest | undefined> {
  // Chromium gives the page's origin, Firefox its URL, or its worker's.
  const { initiator } = details as { initiator?: string };
  const page = initiator ?? details.originUrl;
  // A preflight never has a token.
  if (!page || isOwn(page) || !URL.canParse(page) || details.method === "OPTIONS") return undefined;
  const authorization = details.requestHeaders?.find(
    ({ name }) => name.toLowerCase() === "authorization",
  )?.value;
  const partition = await partitionOfRequest(details);
  // The tab is gone, and the page with it.
  if (partition === undefined && details.tabId >= 0) return undefined;
  return {
    ...(partition !== undefined && { partition }),
    origin: new URL(page).origin,
    url: details.url,
    ...(authorization !== undefined && { authorization }),
  };
}

/**
 * Requests of shared workers and service workers belong to no tab. Firefox reports the partition of every request.
 * Chromium reports none, so the tab's partition counts; without a tab the partition is clear only while there is no
 * private window.
 */
async function partitionOfRequest(details: WebRequest.OnSendHeadersDetailsType): Promise<string | undefined> {
  if (details.cookieStoreId !== undefined) return partitionOf(details);
  if (details.tabId >= 0) return partitionOfTab(details.tabId);
  return (await mayBePrivate()) ? undefined : DEFAULT_PARTITION;
}
