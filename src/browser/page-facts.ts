import type { PageFacts } from "../background/overview/client-in-tab.ts";
import { inject } from "./scripting.ts";

/** How long a tab's pages may take to have loaded, and then to answer as they are (ms). The popup waits for 2 s. */
const LOADED_WITHIN = 1_000;
const ANSWERED_WITHIN = 500;

/**
 * @returns what a tab's page and the pages in its frames show, as far as the extension may see them. For each page: the
 *   URLs of the resources it has loaded, if its performance timeline still has them (the last 250 or so), without
 *   queries, which may contain tokens; its title; and the URLs of its frames. All are empty for a page that the
 *   extension may not see.
 */
export async function pageFacts(tabId: number): Promise<PageFacts> {
  const { frames, isPartial } = await framesIn(tabId);
  const seen = frames.map(({ result }) => result as Record<string, unknown>);
  const top = seen.find(({ isTop }) => isTop === true);
  const others = seen.filter(({ url }) => originOf(url) !== originOf(top?.url));
  // A page whose host's role is late may still have heard everything as a widget.
  const haveScripts = (page: (typeof seen)[number] | undefined, all: typeof seen) =>
    page !== undefined &&
    page.isHostLate !== true &&
    all.every(({ isWeb, isFirst }) => isWeb === false || isFirst === true);
  return {
    title: String(top?.title ?? ""),
    loaded: strings(top?.loaded),
    frames: strings(top?.frames),
    shown: strings(top?.shown),
    hasScripts: haveScripts(top, seen),
    ...(isPartial && { isPartial }),
    framed: others
      .filter(({ isWeb }) => isWeb === true)
      .map((page) => ({
        url: String(page.url),
        title: String(page.title ?? ""),
        loaded: strings(page.loaded),
        frames: strings(page.frames),
        hasScripts: haveScripts(page, others),
      })),
  };
}

/**
 * Reads the pages in a tab once they have loaded. The browser answers for all frames together, in the end, so one that
 * hangs would hold up the others. Then they are read as they are; and if there is nothing to read in that frame yet, the
 * tab's own page alone.
 */
async function framesIn(tabId: number): Promise<{ frames: Read[]; isPartial?: true }> {
  const read = (frames: { allFrames: true } | { frameIds: number[] }, injectImmediately: boolean) =>
    inject({ target: { tabId, ...frames }, injectImmediately, func: readFacts });
  const loaded = await within(
    LOADED_WITHIN,
    whole(() => read({ allFrames: true }, false)),
  );
  if (loaded) return { frames: loaded.filter(isRead), ...(!loaded.every(isRead) && { isPartial: true }) };
  const [all, own] = [read({ allFrames: true }, true), read({ frameIds: [0] }, true)];
  const frames = (await within(ANSWERED_WITHIN, all)) ?? (await own);
  return { frames: frames.filter(isRead), isPartial: true };
}

/** Reads again if a frame has loaded another page meanwhile, which has yet to be read. */
async function whole(read: () => Promise<Read[]>): Promise<Read[]> {
  const first = await read();
  return first.every(isRead) ? first : read();
}

/** Says whether a page was there long enough to be read. */
const isRead = ({ result }: Read) => result !== undefined && result !== null;

type Read = Awaited<ReturnType<typeof inject>>[number];

/** @returns nothing if there is no answer after that time (ms) */
async function within<Answer>(ms: number, answer: Promise<Answer>): Promise<Answer | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs in each page.
 * @returns nothing in a page that is only beginning to load, where Chromium runs it before the registered scripts
 */
function readFacts() {
  if (document.readyState === "loading" && !document.documentElement?.hasChildNodes()) return undefined;
  const { postdateIsHere, postdateIsLate, postdateHostIsLate } = globalThis as Record<string, unknown>;
  const frames = [...document.querySelectorAll("iframe")].map((frame) => {
    const { width, height } = frame.getBoundingClientRect();
    return { src: frame.src, area: width * height };
  });
  return {
    isTop: window === window.top,
    isWeb: /^https?:$/.test(location.protocol),
    isFirst: postdateIsHere === true && postdateIsLate !== true,
    isHostLate: postdateHostIsLate === true,
    url: location.href,
    title: document.title,
    loaded: performance.getEntriesByType("resource").map(({ name }) => name.replace(/[?#].*$/s, "")),
    frames: frames.map(({ src }) => src),
    shown: frames
      .filter(({ area }) => area > 0)
      .sort((a, b) => b.area - a.area)
      .map(({ src }) => src),
  };
}

function originOf(url: unknown): string | undefined {
  return URL.canParse(String(url)) ? new URL(String(url)).origin : undefined;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
