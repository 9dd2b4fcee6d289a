import browser from "webextension-polyfill";
import type { ScriptPlaces } from "../background/open-pages.ts";
export const SCRIPTS = { hosts: "host-script", widgets: "widget-script" } as const;
/** The script in the page's own JavaScript world, wherever a content script runs. */
export const PAGE_SCRIPT = "open-hook";
/** The script that reports a content script's notes to the inspector. It runs while an inspector is open. */
const INSPECTED = "inspected";
/** From the root: Firefox resolves a bare name relative to the calling page's folder. */
export const INSPECTED_FILE = `/${INSPECTED}.js`;

type Registration = Parameters<typeof browser.scripting.registerContentScripts>[0][number];

/**
 * @returns a registration that runs a script in every frame, including about:blank and srcdoc, before the page's own
 */
function registration(name: string, matches: string[], more: object): Registration {
  const options = { allFrames: true, matchOriginAsFallback: true, runAt: "document_start" } as const;
  // The polyfill's types are older than matchOriginAsFallback and world.
  return { id: name, js: [`${name}.js`], matches, ...more, ...options } as Registration;
}

/**
 * Has the content scripts run in these places and no others.
 *
 * Existing registrations are left alone: between unregistering and registering, a page could load without its script,
 * and its host would send delayed events at once.
 * @returns whether any of the places are new
 */
export async function registerScripts({ hosts, widgets }: ScriptPlaces): Promise<boolean> {
  const registered = await browser.scripting.getRegisteredContentScripts();
  const before = registered.find(({ id }) => id === PAGE_SCRIPT)?.matches ?? [];
  const hostsBefore = registered.find(({ id }) => id === SCRIPTS.hosts)?.matches ?? [];
  const wanted = [
    registration(SCRIPTS.hosts, hosts, {}),
    registration(SCRIPTS.widgets, widgets, hosts.length > 0 ? { excludeMatches: hosts } : {}),
    registration(PAGE_SCRIPT, [...hosts, ...widgets], { world: "MAIN" }),
  ];
  await settle(wanted, registered);
  return (
    [...hosts, ...widgets].some((place) => !before.includes(place)) ||
    hosts.some((place) => !hostsBefore.includes(place))
  );
}

/**
 * Creates, updates or removes registrations; one without places is removed. All that are new come in one call, so that
 * no page loads with only some of its scripts.
 */
async function settle(wanted: readonly Registration[], registered: readonly Registration[]): Promise<void> {
  const { scripting } = browser;
  const knownOf = ({ id }: Registration) => registered.find((each) => each.id === id);
  const runs = ({ matches = [] }: Registration) => matches.length > 0;
  const added = wanted.filter((each) => runs(each) && !knownOf(each));
  const removed = wanted.filter((each) => !runs(each) && knownOf(each));
  const changed = wanted.filter((each) => {
    const known = knownOf(each);
    return runs(each) && known && !runsInSamePlaces(known, each);
  });
  if (added.length > 0) await scripting.registerContentScripts(added);
  if (changed.length > 0) await scripting.updateContentScripts(changed);
  if (removed.length > 0) await scripting.unregisterContentScripts({ ids: removed.map(({ id }) => id) });
}

/**
 * Has the inspector's script run in each new frame that has a content script, or in none any more. The registration
 * ends with the browser, even after a crash.
 */
export async function registerInspected(isWanted: boolean): Promise<void> {
  const registered = await browser.scripting.getRegisteredContentScripts();
  const { matches = [] } = registered.find(({ id }) => id === PAGE_SCRIPT) ?? {};
  const more = { js: [INSPECTED_FILE], persistAcrossSessions: false };
  await settle([registration(INSPECTED, isWanted ? matches : [], more)], registered);
}

/** Says whether the inspector's script runs in new frames. */
export async function isInspectedRegistered(): Promise<boolean> {
  return (await browser.scripting.getRegisteredContentScripts({ ids: [INSPECTED] })).length > 0;
}

type Injection = Parameters<typeof browser.scripting.executeScript>[0] & {
  /** The polyfill's types are older than this. */
  target: { documentIds?: string[] };
};
type Injected = Awaited<ReturnType<typeof browser.scripting.executeScript>>[number] & { documentId: string };

/**
 * Runs a script or a function in a tab.
 * @returns the documents that were reached, each with the result: none if the tab has closed, shows an error page or is
 *   not granted
 */
export async function inject(injection: Injection): Promise<Injected[]> {
  try {
    return (await browser.scripting.executeScript(injection)) as Injected[];
  } catch {
    return [];
  }
}

function runsInSamePlaces(one: Registration, other: Registration): boolean {
  return isSame(one.matches, other.matches) && isSame(one.excludeMatches, other.excludeMatches);
}

function isSame(some: string[] = [], others: string[] = []): boolean {
  return some.length === others.length && some.every((pattern) => others.includes(pattern));
}
