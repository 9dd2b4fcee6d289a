import browser, { type WebRequest } from "webextension-polyfill";
import type { SeenRequest } from "../background/sessions/seen-request.ts";
import { partitionOf } from "../messaging/sender.ts";
import { allGranted, onGranted } from "./permissions.ts";
import { isOwn } from "./runtime.ts";
import { partitionOfTab } from "./tabs.ts";

/** A homeserver may have a path in its address. */
const ADDRESSES = ["*://*/_matrix/client/*", "*://*/*/_matrix/client/*"];

/**
 * Calls the listener for every authenticated request of a page to a homeserver's client-server API. The browser shows
 * them only where the page's site and the homeserver are both granted.
 *
 * The extension's own requests show up here too, and are ignored. So are requests without a tab (service workers):
 * their partition cannot be told, and the client's page makes requests of its own soon enough.
 */
export function watchHomeserverRequests(listener: (request: SeenRequest) => void): void {
  const { onSendHeaders } = browser.webRequest;
  const heard = (details: WebRequest.OnSendHeadersDetailsType) =>
    void seen(details).then((request) => request && listener(request));
  const watch = () => onSendHeaders.addListener(heard, { urls: ADDRESSES }, ["requestHeaders"]);
  watch();

  // Chromium rejects the listener while the extension is granted no site at all, and accepts the same one later only
  // if it was removed in between (measured in 156).
  let rejected = allGranted().then(({ length }) => length === 0);
  onGranted(async () => {
    if (!(await rejected)) return;
    rejected = Promise.resolve(false);
    onSendHeaders.removeListener(heard);
    watch();
  });
}

async function seen(details: WebRequest.OnSendHeadersDetailsType): Promise<SeenRequest | undefined> {
  const authorization = details.requestHeaders?.find(
    ({ name }) => name.toLowerCase() === "authorization",
  )?.value;
  // Chromium gives the page's origin, Firefox its URL.
  const { initiator } = details as { initiator?: string };
  const page = initiator ?? details.originUrl;
  if (!authorization || !page || isOwn(page) || !URL.canParse(page) || details.tabId < 0) return undefined;
  const partition =
    details.cookieStoreId === undefined ? await partitionOfTab(details.tabId) : partitionOf(details);
  if (partition === undefined) return undefined;
  return { partition, origin: new URL(page).origin, url: details.url, authorization };
}
