import { homeserverFromUrl, isWidgetAddress } from "../../host-support/widget-address.ts";
import { isWellKnown } from "../homeserver/well-known.ts";
import { homeserverUsed } from "../sessions/seen-request.ts";
import { patternOf } from "../site-pattern.ts";
import type { SeenPage } from "./client-in-tab.ts";
import { MOST } from "./found.ts";

/** What a client's page uses and the extension has not been granted, as match patterns. */
export interface Missing {
  homeservers: string[];
  widgets: string[];
  /** The sites of the servers' own names that the page has read: these may name the servers for calls. */
  servers: string[];
}

/** Returns which of these patterns the user has granted. */
type Granted = (patterns: string[]) => Promise<string[]>;

/** @returns what is missing for what the page has loaded and shows */
export async function missingIn(
  { loaded, frames }: Pick<SeenPage, "loaded" | "frames">,
  granted: Granted,
): Promise<Missing> {
  const widgets = frames.filter(isWidgetAddress);
  const used = [...loaded.map(homeserverUsed), ...widgets.map((src) => homeserverFromUrl({ src }))];
  return {
    homeservers: await notGranted(
      used.filter((base) => base !== undefined),
      granted,
    ),
    widgets: await notGranted(widgets, granted),
    servers: await notGranted(loaded.filter(isWellKnown), granted),
  };
}

/** @returns the patterns of these addresses' sites that are not granted, and no more than the popup names */
export async function notGranted(urls: string[], granted: Granted): Promise<string[]> {
  const patterns = [...new Set(urls.map(patternOf))].filter((pattern) => pattern !== undefined);
  const held = await granted(patterns);
  return patterns.filter((pattern) => !held.includes(pattern)).slice(0, MOST);
}
