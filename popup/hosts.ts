import { visible } from "../ui/visible.ts";

/** @returns the host in a match pattern such as `https://app.element.io/*`; the whole pattern if there is none in it */
export function hostOfPattern(pattern: string): string {
  return visible(/^[^:]+:\/\/([^/]+)\//.exec(pattern)?.[1] ?? pattern);
}

/** @returns the host of a URL or origin, with its port; what is no URL comes back as it is */
export function hostOfUrl(url: string): string {
  return visible(URL.canParse(url) ? new URL(url).host || url : url);
}

/** @returns the tab that `?tab=` in the popup's own address names, for a popup that is open in a tab itself */
export function tabInQuery(query: string): number | undefined {
  const tab = new URLSearchParams(query).get("tab");
  return tab !== null && /^\d{1,10}$/.test(tab) ? Number(tab) : undefined;
}
