import browser from "webextension-polyfill";

const SCRIPT = { id: "host-frame", js: ["host-frame.js"] };

/** Has the content script run, from the start of each document, in every frame of these patterns and of no other. */
export async function runScriptsIn(patterns: string[]): Promise<void> {
  const registered = await browser.scripting.getRegisteredContentScripts({ ids: [SCRIPT.id] });
  if (registered.length > 0) await browser.scripting.unregisterContentScripts({ ids: [SCRIPT.id] });
  if (patterns.length === 0) return;
  await browser.scripting.registerContentScripts([
    // The polyfill's types are older than matchOriginAsFallback, which takes about:blank and srcdoc frames in.
    {
      ...SCRIPT,
      matches: patterns,
      allFrames: true,
      matchOriginAsFallback: true,
      runAt: "document_start",
    } as Parameters<typeof browser.scripting.registerContentScripts>[0][number],
  ]);
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
