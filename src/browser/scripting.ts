import browser from "webextension-polyfill";
import type { ScriptPlaces } from "../background/open-pages.ts";
import { EVERYWHERE } from "../messaging/everywhere.ts";
import { HOSTS, WIDGETS } from "../messaging/parts.ts";

const SCRIPTS = { hosts: "host-script", widgets: "widget-script" } as const;
/** The script that adds the host's role in a page with a widget's script. */
const LATE_HOST = "late-host";
/**
 * The scripts in the page's own JavaScript world: one wherever a content script runs, the other in hosts whose page
 * was loaded before its content script.
 */
const PAGE_WORLD = { everywhere: "open-hook", late: "late-gate" } as const;
/** The script that reports a content script's notes to the inspector. It runs while an inspector is open. */
const INSPECTED = "inspected";
/** From the root: Firefox resolves a bare name relative to the calling page's folder. */
export const INSPECTED_FILE = `/${INSPECTED}.js`;

/** Says whether the browser runs registered scripts in pages that were there before the extension: Firefox does. */
const runsScriptsLate = () => "getBrowserInfo" in browser.runtime;

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
  const before = registered.find(({ id }) => id === PAGE_WORLD.everywhere)?.matches ?? [];
  const hostsBefore = registered.find(({ id }) => id === SCRIPTS.hosts)?.matches ?? [];
  for (const wanted of [
    registration(SCRIPTS.hosts, hosts, {}),
    registration(SCRIPTS.widgets, widgets, hosts.length > 0 ? { excludeMatches: hosts } : {}),
    registration(PAGE_WORLD.everywhere, [...hosts, ...widgets], { world: "MAIN" }),
  ])
    await settle(wanted, registered);
  return (
    [...hosts, ...widgets].some((place) => !before.includes(place)) ||
    hosts.some((place) => !hostsBefore.includes(place))
  );
}

/** Creates, updates or removes one registration; one without places is removed. */
async function settle(wanted: Registration, registered: readonly Registration[]): Promise<void> {
  const { scripting } = browser;
  const known = registered.find(({ id }) => id === wanted.id);
  if (!wanted.matches || wanted.matches.length === 0) {
    if (known) await scripting.unregisterContentScripts({ ids: [wanted.id] });
  } else if (!known) await scripting.registerContentScripts([wanted]);
  else if (!isSame(known.matches, wanted.matches) || !isSame(known.excludeMatches, wanted.excludeMatches))
    await scripting.updateContentScripts([wanted]);
}

/**
 * Has the inspector's script run in each new frame that has a content script, or in none any more. The registration
 * ends with the browser, even after a crash.
 */
export async function registerInspected(isWanted: boolean): Promise<void> {
  const registered = await browser.scripting.getRegisteredContentScripts();
  const { matches = [] } = registered.find(({ id }) => id === PAGE_WORLD.everywhere) ?? {};
  const more = { js: [INSPECTED_FILE], persistAcrossSessions: false };
  await settle(registration(INSPECTED, isWanted ? matches : [], more), registered);
}

/** Says whether the inspector's script runs in new frames. */
export async function isInspectedRegistered(): Promise<boolean> {
  return (await browser.scripting.getRegisteredContentScripts({ ids: [INSPECTED] })).length > 0;
}

/**
 * Injects the content scripts into pages that are already open. From the next message on, their hosts no longer hear
 * delayed actions that they might send at once.
 *
 * An open page has no script if its site was switched on after it loaded, or only a widget's if the site was granted
 * before for another client's widgets. In Firefox it has none after an update, which removes the old scripts from open
 * pages. Chromium leaves the old scripts in, which hear each message first: they answer that the page must be reloaded,
 * and leave actions to a host that knows the feature. A second script would keep their probes from the host, and block
 * such a host, so none is injected. An earlier version's widget script keeps nothing from a host, so the gate does, until
 * the reload.
 *
 * All tabs are tried, since a host may be in a frame of any site's page. In a tab whose own page is not granted,
 * Firefox still reaches the granted frames; Chromium refuses the whole tab.
 *
 * When the extension is switched on, Firefox itself runs the registered scripts in open pages. They cannot tell that they
 * are late, so they are marked here.
 * @param since when the extension started (epoch ms): in Firefox, the scripts of older pages are late; 0 for none
 */
export async function injectScripts({ hosts }: ScriptPlaces, since: number): Promise<void> {
  if (hosts.length === 0) return;
  const open = await browser.tabs.query({ discarded: false });
  await Promise.all(open.map(({ id }) => id !== undefined && injectIntoTab(id, hosts, since)));
}

async function injectIntoTab(tabId: number, hosts: string[], since: number): Promise<void> {
  // A frame that navigates in the meantime gets the script registered for its new page; a second script does nothing.
  const announceScript = (host: string, widget: string, ranSince: number) => {
    const here = globalThis as { postdateIsHere?: boolean; postdateIsLate?: boolean };
    if (here.postdateIsHere && performance.timeOrigin < ranSince) here.postdateIsLate = true;
    const isTaken = (part: string) => !performance.dispatchEvent(new Event(part, { cancelable: true }));
    const lacks = () => {
      if (isTaken(host)) return "nothing";
      if (here.postdateIsHere) return "host";
      if (isTaken(widget)) return "gate";
      here.postdateIsLate = true;
      return "all";
    };
    if (!URL.canParse(self.origin)) return { lacks: lacks() };
    const { protocol, hostname } = new URL(self.origin);
    return { lacks: lacks(), site: `${protocol}//${hostname}/*` };
  };
  const announceIn = (frames: { allFrames: true } | { frameIds: number[] }) =>
    inject({
      target: { tabId, ...frames },
      injectImmediately: true,
      func: announceScript,
      args: [HOSTS, WIDGETS, runsScriptsLate() ? since : 0],
    });
  const injectInto = (frames: Announced[]) =>
    Promise.all(frames.map((frame) => injectIntoFrame(tabId, frame, hosts)));
  // All frames answer at once, in the end. The tab's own page must not wait for a frame that hangs.
  const [own, all] = [announceIn({ frameIds: [0] }), announceIn({ allFrames: true })];
  await injectInto(await own);
  await injectInto((await all).filter(({ frameId }) => frameId !== 0));
}

/** A frame, and what the announcement in it returned. */
type Announced = { frameId: number; result?: unknown };

function isHost({ result }: Announced, hosts: string[]): boolean {
  const { site } = (result ?? {}) as { site?: unknown };
  return hosts.includes(EVERYWHERE) || hosts.includes(String(site));
}

/** Injects into one frame what it lacks. If several were named, and one had gone, none would get a script. */
async function injectIntoFrame(tabId: number, frame: Announced, hosts: string[]): Promise<void> {
  const { lacks } = (frame.result ?? {}) as { lacks?: unknown };
  const { frameId } = frame;
  const run = (name: string, more: object = {}) =>
    inject({
      target: { tabId, frameIds: [frameId] },
      injectImmediately: true,
      files: [`${name}.js`],
      ...more,
    });
  const inPage = { world: "MAIN" };
  const isIts = isHost(frame, hosts);
  const hooked = lacks === "all" && run(PAGE_WORLD.everywhere, inPage);
  // The next script answers what the gate keeps from the page, so nothing may run between the two.
  if (isIts && ["all", "host", "gate"].includes(String(lacks))) await run(PAGE_WORLD.late, inPage);
  if (isIts && lacks === "host") await run(LATE_HOST);
  if (lacks === "all") await run(isIts ? SCRIPTS.hosts : SCRIPTS.widgets);
  await hooked;
}

/**
 * Runs a script or a function in a tab.
 * @returns the frames that were reached, each with the result: none if the tab has closed, shows an error page or is
 *   not granted
 */
export function inject(injection: Parameters<typeof browser.scripting.executeScript>[0]) {
  return browser.scripting.executeScript(injection).catch(() => []);
}

function isSame(some: string[] = [], others: string[] = []): boolean {
  return some.length === others.length && some.every((pattern) => others.includes(pattern));
}
