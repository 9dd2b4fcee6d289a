import type { Phrase } from "../../src/browser/i18n.ts";
import type { Found } from "../../src/messaging/views/client.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import { hostOfPattern, hostOfUrl } from "../../ui/hosts.ts";

/** What one button requests from the browser, and chooses. The button's text or the list below it names all of that. */
export interface Choice {
  /** The match pattern of the site, and whether it is on already. */
  site: string;
  on: boolean;
  /** The permissions to request: the site, homeservers, widgets. */
  patterns: string[];
  reload: boolean;
  /** The origin of the client's page, and the addresses of the widgets that the click allows. */
  client: string;
  widgets: string[];
  /** The account that the popup shows beside them. */
  userId?: string;
}

/** A button that switches something on. */
export interface Offer {
  /** Its data-testid. */
  id: "switch-on" | "switch-on-later" | "switch-on-around" | "allow";
  label: Phrase;
  isMain: boolean;
  choice: Choice;
}

/** @returns the buttons that switch something on for the client in the tab, the main one first */
export function offersOf({ client, diagnosis, found, account }: Overview): Offer[] {
  if (!client || diagnosis === "session-elsewhere") return [];
  const { site, within, missing } = client;
  const origin = found?.origin ?? "";
  const widgets = found?.widgets ?? [];
  const choice = {
    site,
    on: client.on,
    patterns: [site, ...missing.filter((pattern) => isNamed(pattern, found))],
    client: origin,
    ...(account && { userId: account.userId }),
  };
  if (client.on) {
    if (!diagnosis.endsWith("-not-granted")) return [];
    const fresh = widgets.filter((widget) => missing.some((pattern) => isAt(widget, pattern)));
    const isForWidgets = fresh.length > 0 && diagnosis === "widget-not-granted";
    const label: Phrase = isForWidgets
      ? protecting(fresh)
      : ["allowReload", missing.map(hostOfPattern).join(", ")];
    // Other missing hosts get their own button, with their names, once they are in the way.
    const asked = missing.filter((pattern) => !isForWidgets || fresh.some((widget) => isAt(widget, pattern)));
    const patterns = [site, ...asked];
    return [
      { id: "allow", label, isMain: true, choice: { ...choice, patterns, reload: true, widgets: fresh } },
    ];
  }
  const around: Offer[] =
    within === undefined
      ? []
      : [
          {
            id: "switch-on-around",
            label: ["switchOn", hostOfPattern(within)],
            isMain: false,
            choice: { ...choice, site: within, patterns: [within], reload: true, widgets: [] },
          },
        ];
  return [
    {
      id: "switch-on",
      label: widgets.length > 0 ? protecting(widgets) : ["switchOnReload"],
      isMain: true,
      choice: { ...choice, reload: true, widgets },
    },
    {
      id: "switch-on-later",
      label: ["switchOnLater"],
      isMain: false,
      choice: { ...choice, reload: false, widgets: [] },
    },
    ...around,
  ];
}

function protecting(widgets: string[]): Phrase {
  const [only, ...more] = widgets;
  return only !== undefined && more.length === 0
    ? ["protectCalls", hostOfUrl(only)]
    : ["protectWidgets", String(widgets.length)];
}

/**
 * Says whether the popup names a site among what it found. A page can show more than the popup lists, and what is not
 * named is not requested: once the client is on, a button of its own names it.
 */
function isNamed(pattern: string, found: Found | undefined): boolean {
  const { homeservers = [], widgets = [] } = found ?? {};
  const named = [...homeservers.map((host) => `https://${host}`), ...widgets];
  return named.some((url) => URL.canParse(url) && new URL(url).hostname === hostOfPattern(pattern));
}

function isAt(address: string, pattern: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return pattern === `${protocol}//${hostname}/*`;
}
