import browser from "webextension-polyfill";
import type { ScriptPlaces } from "../background/sites.ts";

const SCRIPTS = { hosts: "frame", widgets: "widget-frame" } as const;

type Registration = Parameters<typeof browser.scripting.registerContentScripts>[0][number];

/** In every frame, also about:blank and srcdoc ones, before the page's own scripts. */
function registration(name: string, matches: string[], excludeMatches: string[]): Registration {
  const options = { allFrames: true, matchOriginAsFallback: true, runAt: "document_start" } as const;
  const excluded = excludeMatches.length > 0 && { excludeMatches };
  // The polyfill's types are older than matchOriginAsFallback.
  return { id: name, js: [`${name}.js`], matches, ...excluded, ...options } as Registration;
}

/**
 * Has the content scripts run in these places and in no others.
 *
 * What is registered already is left alone: between an unregistration and a registration a page could load without its
 * script, and its host would send delayed events at once.
 */
export async function runScriptsIn(places: ScriptPlaces): Promise<void> {
  const { scripting } = browser;
  const registered = await scripting.getRegisteredContentScripts();
  for (const place of ["hosts", "widgets"] as const) {
    const name = SCRIPTS[place];
    const known = registered.find(({ id }) => id === name);
    const wanted = registration(name, places[place], place === "widgets" ? places.hosts : []);
    if (places[place].length === 0) {
      if (known) await scripting.unregisterContentScripts({ ids: [name] });
    } else if (!known) await scripting.registerContentScripts([wanted]);
    else if (!isSame(known.matches, wanted.matches) || !isSame(known.excludeMatches, wanted.excludeMatches))
      await scripting.updateContentScripts([wanted]);
  }
}

/**
 * Brings the content scripts into pages that are open already.
 *
 * When the extension is updated, Firefox takes the old scripts out of open pages, whose hosts would then send delayed events
 * at once. Chromium leaves them in, to answer that the page is to be reloaded; they hear each message before the new ones.
 *
 * All tabs are looked into, since a host may be in a frame of a page of any site. Firefox reaches the frames that are granted
 * there; Chromium turns such a tab away as a whole.
 */
export async function bringScriptsInto({ hosts }: ScriptPlaces): Promise<void> {
  if (hosts.length === 0) return;
  const open = await browser.tabs.query({ discarded: false });
  await Promise.all(open.map(({ id }) => id !== undefined && bringInto(id, hosts)));
}

async function bringInto(tabId: number, hosts: string[]): Promise<void> {
  // A page that goes elsewhere meanwhile is another, with the script that is registered for it; a second one does nothing.
  const announceScript = () => {
    const here = globalThis as { postdateIsHere?: boolean; postdateIsLate?: boolean };
    if (!here.postdateIsHere) here.postdateIsLate = true;
    if (!URL.canParse(self.origin)) return undefined;
    const { protocol, hostname } = new URL(self.origin);
    return `${protocol}//${hostname}/*`;
  };
  const target = { tabId, allFrames: true };
  const frames = await inject({ target, injectImmediately: true, func: announceScript });
  const isHost = ({ result }: { result?: unknown }) => hosts.includes(String(result));
  for (const [name, granted] of [
    [SCRIPTS.hosts, frames.filter(isHost)],
    [SCRIPTS.widgets, frames.filter((frame) => !isHost(frame))],
  ] as const) {
    const frameIds = granted.map(({ frameId }) => frameId);
    if (frameIds.length > 0)
      await inject({ target: { tabId, frameIds }, injectImmediately: true, files: [`${name}.js`] });
  }
}

/** @returns the frames that were reached: none of a tab that is closed meanwhile, shows an error page, or is not granted */
function inject(injection: Parameters<typeof browser.scripting.executeScript>[0]) {
  return browser.scripting.executeScript(injection).catch(() => []);
}

/**
 * What a tab's page shows of whom it deals with: the addresses it has loaded things from, as far as its performance timeline
 * remembers them (the last 250 or so), and those of its frames.
 * @returns nothing where the extension may not look into the page
 */
export async function dealingsOf(tabId: number): Promise<{ loaded: string[]; frames: string[] }> {
  try {
    const [frame] = await browser.scripting.executeScript({
      target: { tabId },
      func: () => ({
        loaded: performance.getEntriesByType("resource").map(({ name }) => name),
        frames: [...document.querySelectorAll("iframe")].map(({ src }) => src),
      }),
    });
    const { loaded, frames } = (frame?.result ?? {}) as Record<string, unknown>;
    return { loaded: strings(loaded), frames: strings(frames) };
  } catch {
    return { loaded: [], frames: [] };
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function isSame(some: string[] = [], others: string[] = []): boolean {
  return some.length === others.length && some.every((pattern) => others.includes(pattern));
}
