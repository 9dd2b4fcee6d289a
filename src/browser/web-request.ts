import browser, { type WebRequest } from "webextension-polyfill";
import type { SeenRequest } from "../background/sessions/seen-request.ts";
import { partitionOf } from "../messaging/sender.ts";
import { allGranted, onGranted } from "./permissions.ts";
import { isOwn } from "./runtime.ts";
import { partitionOfTab } from "./tabs.ts";

/** A homeserver may be behind a path. */
const ADDRESSES = ["*://*/_matrix/client/*", "*://*/*/_matrix/client/*"];

/**
 * Calls the listener for every authenticated request of a page to a homeserver's client-server API. The browser shows
 * them only where the page's site and the homeserver are both granted.
 *
 * The extension's own requests are seen here too, and left out. Requests without a tab (service workers) are left out as
 * well: which partition they belong to cannot be told, and a client's page speaks for itself soon enough.
 */
export function watchHomeserverRequests(listener: (request: SeenRequest) => void): void {
  const { onSendHeaders } = browser.webRequest;
  const heard = (details: WebRequest.OnSendHeadersDetailsType) =>
    void seen(details).then((request) => request && listener(request));
  const watch = () => onSendHeaders.addListener(heard, { urls: ADDRESSES }, ["requestHeaders"]);
  watch();

  // Chromium turns the listener away while the extension is granted no site at all, and takes the same one again only if
  // it was removed in between (measured, 156).
  let turnedAway = allGranted().then(({ length }) => length === 0);
  onGranted(async () => {
    if (!(await turnedAway)) return;
    turnedAway = Promise.resolve(false);
    onSendHeaders.removeListener(heard);
    watch();
  });
}

async function seen(details: WebRequest.OnSendHeadersDetailsType): Promise<SeenRequest | undefined> {
  const authorization = details.requestHeaders?.find(
    ({ name }) => name.toLowerCase() === "authorization",
  )?.value;
  // Chromium names the page's origin, Firefox its URL.
  const { initiator } = details as { initiator?: string };
  const page = initiator ?? details.originUrl;
  if (!authorization || !page || isOwn(page) || !URL.canParse(page) || details.tabId < 0) return undefined;
  const partition =
    details.cookieStoreId === undefined ? await partitionOfTab(details.tabId) : partitionOf(details);
  if (partition === undefined) return undefined;
  return { partition, origin: new URL(page).origin, url: details.url, authorization };
}
