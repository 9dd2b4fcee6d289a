import { isWidgetAddress } from "../../host-support/widget-address.ts";
import { homeserverUsed } from "../sessions/seen-request.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { patternOf } from "../site-pattern.ts";
import type { Sites } from "../sites.ts";

/** What the extension can see of a page. */
export interface SeenPage {
  url: string;
  /** Its title, which may name a room. */
  title?: string;
  /** The URLs that it has loaded resources from. */
  loaded: string[];
  /** The URLs of its frames, as the page wrote them. */
  frames: string[];
  /**
   * Whether the content scripts ran in every frame before the page's own code. If not, they may have missed messages.
   */
  hasScripts: boolean;
}

/** What the extension can see of a tab's page. */
export interface PageFacts extends Omit<SeenPage, "url"> {
  /** The URLs of the visible frames, the largest first. */
  shown: string[];
  /** The pages of other origins in its frames that the extension may see. */
  framed: SeenPage[];
  /** A frame has not loaded, so what it shows may be missing. */
  isPartial?: true;
}

/** A page in a tab. */
export interface TabPage {
  url: string;
  partition: string;
}

/** The page in a tab that is a client, or may be one. */
export interface ClientPage extends SeenPage {
  /** The match pattern of its site, and whether that is on. */
  site: string;
  on: boolean;
}

/**
 * Finds the client in a tab: the tab's own page, or a page that a portal has in a frame. The tab's own page has
 * priority, unless nothing shows that it is a client.
 */
export function createClientInTab({ sites, sessions }: { sites: Sites; sessions: Sessions }) {
  /** @returns nothing if the tab holds no web page */
  async function find({ url, partition }: TabPage, facts: PageFacts): Promise<ClientPage | undefined> {
    const own = await asClient({ ...facts, url });
    if (!own || isLikeClient(own)) return own;
    const framed = (await Promise.all(facts.framed.filter(isNoWidget).map(asClient))).filter(
      (each) => each !== undefined,
    );
    const isIn = async (page: ClientPage) =>
      page.on && (await sessions.known(partition, originOf(page)).catch(() => [])).length > 0;
    if (await isIn(own)) return own;
    const theirs = await Promise.all(framed.map(isIn));
    const speaking = framed.find((page, place) => theirs[place] || (page.on && isLikeClient(page)));
    if (speaking || own.on) return speaking ?? own;
    return framed.find(({ on }) => on) ?? framed.find(isLikeClient) ?? (await offered(own, facts)) ?? own;
  }

  /** @returns a frame's page that the extension may not see: only its address is known */
  async function offered({ site }: ClientPage, { shown }: PageFacts): Promise<ClientPage | undefined> {
    const url = shown.find(
      (src) => patternOf(src) !== undefined && patternOf(src) !== site && !isWidgetAddress(src),
    );
    return url === undefined ? undefined : asClient({ url, loaded: [], frames: [], hasScripts: false });
  }

  async function asClient({
    url,
    title,
    loaded,
    frames,
    hasScripts,
  }: SeenPage): Promise<ClientPage | undefined> {
    const site = patternOf(url);
    if (site === undefined) return undefined;
    const seen = { url, loaded, frames, hasScripts, ...(title !== undefined && { title }) };
    return { ...seen, site, on: await sites.isOn(originOf({ url })) };
  }

  return { find };
}

/** @returns the origin of a page's URL */
export function originOf({ url }: Pick<SeenPage, "url">): string {
  return new URL(url).origin;
}

function isNoWidget({ url }: SeenPage): boolean {
  return !isWidgetAddress(url);
}

/** Says whether a page has sent requests to a homeserver, or has widgets. */
export function isLikeClient({ loaded, frames }: Pick<SeenPage, "loaded" | "frames">): boolean {
  return loaded.some((url) => homeserverUsed(url) !== undefined) || frames.some(isWidgetAddress);
}
