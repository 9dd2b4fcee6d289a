import { addressOf, homeserverFromUrl, isWidgetAddress } from "../../host-support/widget-address.ts";
import type { Found } from "../../messaging/views/client.ts";
import { isWellKnown } from "../homeserver/well-known.ts";
import { homeserverUsed } from "../sessions/seen-request.ts";
import { type ClientPage, isLikeClient, originOf } from "./client-in-tab.ts";

/** The names of clients with which their pages' titles begin. */
const NAMES = ["Cinny", "Element", "FluffyChat", "gomuks", "Hydrogen", "Sable", "SchildiChat", "Commet"];
/** The hosts at which their makers serve them. */
const AT = new Map([
  ["app.element.io", "Element"],
  ["develop.element.io", "Element"],
  ["staging.element.io", "Element"],
  ["app.cinny.in", "Cinny"],
  ["app.schildi.chat", "SchildiChat"],
  ["hydrogen.element.io", "Hydrogen"],
  ["fluffychat.im", "FluffyChat"],
]);
/** How many of each are named, and requested by one click: nobody reads more. */
export const MOST = 10;

/** @returns what the client's page reveals of itself */
export function foundIn(page: ClientPage): Found {
  const { loaded, frames } = page;
  const widgets = frames.filter(isWidgetAddress);
  const homeservers = [...loaded.map(homeserverUsed), ...widgets.map((src) => homeserverFromUrl({ src }))];
  const name = nameOf(page);
  return {
    ...(name && { name }),
    origin: originOf(page),
    homeservers: [
      ...new Set([homeservers, loaded.filter(isWellKnown)].flatMap((urls) => some(urls.map(hostOf)))),
    ],
    widgets: some(widgets.map(addressOfFrame)),
  };
}

/** @returns the address of a widget's page as consents name it; nothing if it is no web page */
export function addressOfFrame(src: string): string | undefined {
  if (!URL.canParse(src) || !/^https?:$/.test(new URL(src).protocol)) return undefined;
  return addressOf({ src }, new URL(src).origin);
}

/** The page chooses its title. So it counts only if it begins with a known name and the page also uses Matrix. */
function nameOf(page: ClientPage): string | undefined {
  const known = AT.get(new URL(page.url).host);
  if (known || !isLikeClient(page)) return known;
  const title = (page.title ?? "").replace(/^[([]\d+\+?[)\]]\s*/, "");
  return NAMES.find((name) => title === name || new RegExp(`^${name} ?[[(|*·–—-]`, "u").test(title));
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}

function some(all: (string | undefined)[]): string[] {
  return [...new Set(all)].filter((each) => each !== undefined && each !== "").slice(0, MOST) as string[];
}
