import type { ScriptPlaces } from "../background/open-pages.ts";
import { EVERYWHERE } from "../messaging/everywhere.ts";
import { HOSTS, WIDGETS } from "../messaging/parts.ts";
import { runsScriptsLate } from "./runtime.ts";
import { inject, PAGE_SCRIPT, SCRIPTS } from "./scripting.ts";
import { allTabs } from "./tabs.ts";

/** The script that adds the host's role in a page with a widget's script. */
const LATE_HOST = "late-host";
/** The script in the page's own world that keeps actions from a host that was there before its content script. */
const GATE = "late-gate";

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
  await Promise.all((await allTabs()).map((tabId) => injectIntoTab(tabId, hosts, since)));
}

async function injectIntoTab(tabId: number, hosts: string[], since: number): Promise<void> {
  const injectInto = (documents: Reached[]) =>
    Promise.all(documents.map((document) => injectIntoDocument(tabId, document, { hosts, since })));
  // All frames answer at once, in the end. The tab's own page must not wait for a frame that hangs.
  const [own, all] = [documentsIn(tabId, { frameIds: [0] }), documentsIn(tabId, { allFrames: true })];
  await injectInto(await own);
  await injectInto((await all).filter(({ frameId }) => frameId !== 0));
}

/** A document in which something could run. */
type Reached = Awaited<ReturnType<typeof inject>>[number];

/**
 * Finds a tab's documents by running a function in them that does nothing. In a document that is only beginning to load,
 * Chromium runs it just before the registered scripts; whatever is injected after it comes after them.
 */
function documentsIn(
  tabId: number,
  frames: { allFrames: true } | { frameIds: number[] },
): Promise<Reached[]> {
  return inject({ target: { tabId, ...frames }, injectImmediately: true, func: () => {} });
}

/**
 * Injects into one document what it lacks. Each injection names the document: its frame may have loaded another since,
 * which has its scripts from the start. If several were named, and one had gone, none would get a script.
 */
async function injectIntoDocument(
  tabId: number,
  { documentId }: Reached,
  { hosts, since }: { hosts: string[]; since: number },
): Promise<void> {
  const target = { tabId, documentIds: [documentId] };
  const run = (injection: Omit<Parameters<typeof inject>[0], "target">) =>
    inject({ target, injectImmediately: true, ...injection });
  const args = [HOSTS, WIDGETS, runsScriptsLate() ? since : 0];
  const [announced] = await run({ func: announceScript, args });
  const { lacks, site } = (announced?.result ?? {}) as Partial<Awaited<ReturnType<typeof announceScript>>>;
  const runFile = (name: string, more: object = {}) => run({ files: [`${name}.js`], ...more });
  const inPage = { world: "MAIN" };
  const isIts = hosts.includes(EVERYWHERE) || hosts.includes(String(site));
  const hooked = lacks === "all" && runFile(PAGE_SCRIPT, inPage);
  // The next script answers what the gate keeps from the page, so nothing may run between the two.
  if (isIts && ["all", "host", "gate"].includes(String(lacks))) await runFile(GATE, inPage);
  if (isIts && lacks === "host") await runFile(LATE_HOST);
  if (lacks === "all") await runFile(isIts ? SCRIPTS.hosts : SCRIPTS.widgets);
  await hooked;
}

/**
 * Runs in a document: finds out what it lacks, and marks it as late if that is everything. Firefox may run it before the
 * registered scripts. The parser waits for those when it has made the first element, so this waits for the next one.
 * @param ranSince a script of an older document is late (epoch ms)
 */
async function announceScript(
  host: string,
  widget: string,
  ranSince: number,
): Promise<{ lacks: "nothing" | "host" | "gate" | "all"; site?: string }> {
  while (document.readyState === "loading" && !document.documentElement?.hasChildNodes())
    await new Promise((resolve) => {
      document.addEventListener("readystatechange", resolve, { once: true });
      const observer = new MutationObserver(() => {
        observer.disconnect();
        resolve(undefined);
      });
      observer.observe(document, { childList: true, subtree: true });
    });
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
}
