import browser from "webextension-polyfill";

/** The content script: in every frame of a site, also about:blank and srcdoc ones, before the page's own scripts. */
const HOST_FRAME = {
  id: "host-frame",
  js: ["host-frame.js"],
  allFrames: true,
  matchOriginAsFallback: true,
  runAt: "document_start",
} as const;

type Registration = Parameters<typeof browser.scripting.registerContentScripts>[0][number];

/**
 * Has the content script run in these patterns and in no others.
 *
 * What is registered already is left alone: between an unregistration and a registration a page could load without the
 * script, and its host would send delayed events at once.
 */
export async function runScriptsIn(patterns: string[]): Promise<void> {
  const { scripting } = browser;
  const [registered] = await scripting.getRegisteredContentScripts({ ids: [HOST_FRAME.id] });
  if (patterns.length === 0) {
    if (registered) await scripting.unregisterContentScripts({ ids: [HOST_FRAME.id] });
    return;
  }
  if (registered && isSame(registered.matches ?? [], patterns)) return;
  // The polyfill's types are older than matchOriginAsFallback.
  const scripts = [{ ...HOST_FRAME, matches: patterns } as unknown as Registration];
  await (registered ? scripting.updateContentScripts(scripts) : scripting.registerContentScripts(scripts));
}

/**
 * The addresses that a tab's page has loaded things from, as its performance timeline remembers them: the last 250 or so.
 * @returns nothing where the extension may not look into the page
 */
export async function loadedBy(tabId: number): Promise<string[]> {
  try {
    const [frame] = await browser.scripting.executeScript({
      target: { tabId },
      func: () => performance.getEntriesByType("resource").map(({ name }) => name),
    });
    return Array.isArray(frame?.result) ? frame.result.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

function isSame(some: string[], others: string[]): boolean {
  return some.length === others.length && some.every((pattern) => others.includes(pattern));
}
