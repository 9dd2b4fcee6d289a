import * as v from "valibot";
import { oneAtATime, type Store } from "./store.ts";

/** What the sites need of the browser. A pattern is a match pattern of the form `https://host/*`. */
export interface SitesBrowser {
  /** The patterns that the manifest itself grants; none in the extension as it is shipped. */
  grantedByManifest: readonly string[];
  /** Says which of these patterns the user has granted. */
  granted(patterns: string[]): Promise<string[]>;
  /** Has the content scripts run in every frame of these patterns, and of no other. */
  runScriptsIn(patterns: string[]): Promise<void>;
}

const KEY = "sites";

/**
 * The sites that are switched on. A site is a scheme and a host, whatever the port: match patterns of Firefox know no
 * ports, and a permission covers the host.
 */
export function createSites(store: Store, browser: SitesBrowser, changed: () => void) {
  const inOrder = oneAtATime();

  async function chosen(): Promise<string[]> {
    const stored = v.safeParse(v.array(v.string()), await store.get(KEY));
    return stored.success ? stored.output : [];
  }

  /** @returns the patterns of all sites that are switched on and that the user still grants */
  async function on(): Promise<string[]> {
    return [...browser.grantedByManifest, ...(await browser.granted(await chosen()))];
  }

  /** Says whether a page of this origin is on a site that is switched on. */
  async function isOn(origin: string): Promise<boolean> {
    const pattern = patternOf(origin);
    return pattern !== undefined && (await on()).includes(pattern);
  }

  /**
   * Registers the content scripts anew from what is switched on. Registrations do not outlive an update of the extension,
   * and permissions can be revoked while it does not run, so this is done at every start.
   * https://developer.chrome.com/docs/extensions/reference/api/scripting#type-RegisteredContentScript
   */
  function apply(): Promise<void> {
    return inOrder(async () => browser.runScriptsIn(await on()));
  }

  /** Switches a site on or off. To switch on needs the permission, which only a click in the popup can ask for. */
  async function set(pattern: string, switchedOn: boolean): Promise<void> {
    await inOrder(async () => {
      const others = (await chosen()).filter((site) => site !== pattern);
      await store.set(KEY, switchedOn ? [...others, pattern] : others);
    });
    await apply();
    changed();
  }

  return { isOn, apply, set };
}

export type Sites = ReturnType<typeof createSites>;

/** @returns the match pattern of the site a URL or origin is on, or nothing where no extension may act */
export function patternOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || protocol === "http:" ? `${protocol}//${hostname}/*` : undefined;
}
