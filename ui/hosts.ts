import { visible } from "./visible.ts";

/** @returns the host in a match pattern such as `https://app.element.io/*`; the whole pattern if it has none */
export function hostOfPattern(pattern: string): string {
  return visible(/^[^:]+:\/\/([^/]+)\//.exec(pattern)?.[1] ?? pattern);
}

/** @returns the host of a URL or origin, with its port; any other text unchanged */
export function hostOfUrl(url: string): string {
  return visible(URL.canParse(url) ? new URL(url).host || url : url);
}
