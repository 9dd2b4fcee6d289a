import type { PageFacts } from "../background/overview/client-in-tab.ts";
import { inject } from "./scripting.ts";

/**
 * @returns what a tab's page and the pages in its frames show, as far as the extension may see them. For each page: the
 *   URLs of the resources it has loaded, if its performance timeline still has them (the last 250 or so), without
 *   queries, which may contain tokens; its title; and the URLs of its frames. All are empty for a page that the
 *   extension may not see.
 */
export async function pageFacts(tabId: number): Promise<PageFacts> {
  const readFacts = () => {
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
  };
  const frames = await inject({ target: { tabId, allFrames: true }, func: readFacts });
  const seen = frames.map(({ result }) => (result ?? {}) as Record<string, unknown>);
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

function originOf(url: unknown): string | undefined {
  return URL.canParse(String(url)) ? new URL(String(url)).origin : undefined;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
