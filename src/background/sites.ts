import { EVERYWHERE } from "../messaging/everywhere.ts";
import type { SiteChoice } from "../messaging/views/options.ts";
import {
  afterGrants,
  type ChosenSites,
  patternsIn,
  readChosenSites,
  withAwaiting,
  without,
  withoutAwaiting,
} from "./chosen-sites.ts";
import { LimitedMap } from "./limited-map.ts";
import type { OpenPages, ScriptPlaces } from "./open-pages.ts";
import { PresetError, type PresetReader } from "./preset.ts";
import { remembered } from "./remembered.ts";
import type { SiteNeeds } from "./site-needs.ts";
import { patternOf } from "./site-pattern.ts";
import { oneAtATime, type Store } from "./store.ts";

/** What the sites need from the browser. A pattern is a match pattern of the form `https://host/*`. */
export interface SitesBrowser {
  /** The patterns that the manifest itself grants; the shipped extension has none. */
  grantedByManifest: readonly string[];
  /** Returns which of these patterns the user has granted. */
  granted(patterns: string[]): Promise<string[]>;
  /** Gives a permission back. */
  giveBack(pattern: string): Promise<void>;
  /** Returns all granted patterns, whatever they were granted for. */
  allGranted(): Promise<string[]>;
  /** Makes the content scripts run in these places and no others. @returns whether any of the places are new */
  registerScripts(places: ScriptPlaces): Promise<boolean>;
}

const KEY = "sites";
/** How many sites that are off are remembered with what they need. */
const FOUND = 20;

/**
 * The sites that are switched on: chosen, and granted. A site is a scheme and a host with any port: Firefox's match
 * patterns have no ports, and a permission covers the whole host.
 *
 * The pattern of all websites is a site too. A site that an administrator has preset counts as chosen; only the browser
 * can refuse it.
 * @param now epoch milliseconds
 * @param changed called after every change
 */
export function createSites(
  store: Store,
  browser: SitesBrowser,
  {
    preset,
    needs,
    openPages,
    now,
    changed,
  }: {
    preset: PresetReader;
    needs: SiteNeeds;
    openPages: Pick<OpenPages, "settle" | "updated">;
    now: () => number;
    changed: () => void;
  },
) {
  const inOrder = oneAtATime();
  /**
   * The last result of `on`. Only `apply` changes it, which also runs when the browser reports a change of permissions. So
   * a revoked site counts as on until that report arrives, and no longer.
   */
  const known = remembered(on);
  /** What the pages of sites that are off need, as last seen. */
  const found = new LimitedMap<string, string[]>(FOUND);

  async function read(): Promise<ChosenSites> {
    return readChosenSites(await store.get(KEY));
  }

  /** @returns the patterns of all sites that are switched on and that the user still grants */
  async function on(): Promise<string[]> {
    const chosen = new Set([...(await read()).on, ...(await preset.get()).sites]);
    return [...browser.grantedByManifest, ...(await browser.granted([...chosen]))];
  }

  async function places(): Promise<ScriptPlaces> {
    const hosts = await known.get();
    // The host's script includes the widget's role.
    if (hosts.includes(EVERYWHERE)) return { hosts: [EVERYWHERE], widgets: [] };
    const others = (await browser.allGranted()).filter((pattern) => !hosts.includes(pattern));
    return { hosts, widgets: hosts.length > 0 ? others : [] };
  }

  /**
   * Says whether this origin's site is switched on. This runs for every restart and every request of a client, so it asks
   * neither storage nor the browser.
   */
  async function isOn(origin: string): Promise<boolean> {
    const pattern = patternOf(origin);
    if (pattern === undefined) return false;
    const sites = await known.get();
    return sites.includes(pattern) || sites.includes(EVERYWHERE);
  }

  /**
   * Makes the browser match the choices. It runs at every start, since registrations do not survive an update of the
   * extension and permissions can be revoked while it is not running, and whenever something is chosen, granted or
   * revoked.
   * https://developer.chrome.com/docs/extensions/reference/api/scripting#type-RegisteredContentScript
   */
  function apply(edit = (sites: ChosenSites): ChosenSites => sites): Promise<void> {
    // At once, since it may be called because something was revoked.
    known.forget();
    return inOrder(async () => {
      const stored = await read();
      const chosen = edit(stored);
      const held = await browser.granted(patternsIn(chosen));
      const { sites, granted } = afterGrants(chosen, held, now());
      // Only if it changes: a full disk must not keep the scripts of sites that are on from being registered.
      if (JSON.stringify(sites) !== JSON.stringify(stored)) await store.set(KEY, sites);
      known.forget();
      if (granted) await needs.note(granted.pattern, granted.needs);
      const wanted = await places();
      const injectLacking = await openPages.settle(wanted, await browser.registerScripts(wanted));
      if (injectLacking) void injectLacking().finally(changed);
      changed();
    });
  }

  /** Switches a site on as soon as the user grants it. The popup asks for the permission on the same click. */
  function switchOn(pattern: string): Promise<void> {
    const awaiting = { pattern, since: now(), needs: found.get(pattern) ?? [] };
    return apply((sites) => withAwaiting(sites, awaiting));
  }

  /** Takes the choice of a site back, if it is not granted yet. */
  function giveUp(pattern: string): Promise<void> {
    return apply((sites) => withoutAwaiting(sites, pattern));
  }

  /**
   * Says whether the user may switch a site off.
   * @throws if an administrator has switched it on, and the browser permits it
   */
  async function requireOwn(pattern: string): Promise<void> {
    if (await isPreset(pattern)) throw new PresetError();
  }

  /** Says whether an administrator has switched a site on, and the browser permits it. */
  async function isPreset(pattern: string): Promise<boolean> {
    return (await preset.get()).sites.includes(pattern) && (await known.get()).includes(pattern);
  }

  /**
   * Switches a site off, and gives back its permission and all others that no site needs any more.
   * @throws what `requireOwn` throws; then nothing has changed
   */
  async function switchOff(pattern: string): Promise<void> {
    await requireOwn(pattern);
    await apply((sites) => without(sites, pattern));
    for (const each of await noLongerNeeded(pattern)) await browser.giveBack(each);
    await needs.forget(pattern);
  }

  /** A permission that no site is known to need stays granted for as long as any site is on. */
  async function noLongerNeeded(pattern: string): Promise<string[]> {
    const left = await known.get();
    if (left.length === 0) return browser.allGranted();
    const needed = [...left, ...(await needs.of(left))];
    const its = [pattern, ...(await needs.of([pattern]))];
    return (await browser.granted(its)).filter((each) => !needed.includes(each));
  }

  /**
   * Notes what a site needs: homeservers and widgets, as match patterns. Nothing is stored for a site that is off, or
   * that is on only because all sites are.
   */
  async function uses(pattern: string, patterns: string[], partition?: string): Promise<void> {
    if ((await known.get()).includes(pattern)) await needs.note(pattern, patterns, partition);
    else found.set(pattern, patterns);
  }

  /** @returns the sites that were chosen, by the user or by an administrator, and whether each is on */
  async function list(): Promise<SiteChoice[]> {
    const { sites: decided } = await preset.get();
    const granted = await known.get();
    const all = [...new Set([...decided, ...granted])].filter((site) => site !== EVERYWHERE).sort();
    return [EVERYWHERE, ...all].map((site) => ({
      site,
      on: granted.includes(site),
      preset: decided.includes(site) || browser.grantedByManifest.includes(site),
    }));
  }

  /** The extension was updated: open pages need its new scripts. */
  async function updated(): Promise<void> {
    void openPages.updated(await places()).finally(changed);
  }

  return {
    isOn,
    all: () => known.get(),
    list,
    uses,
    updated,
    apply: () => apply(),
    switchOn,
    giveUp,
    isPreset,
    requireOwn,
    switchOff,
  };
}

export type Sites = ReturnType<typeof createSites>;
