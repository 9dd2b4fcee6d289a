import type { Conversation } from "./log/row.ts";

/**
 * @returns the match patterns of the sites that must be granted so that both directions are heard. A sandboxed widget's
 *   origin is "null", which cannot be granted
 */
export function unheardSites(conversations: readonly Conversation[]): string[] {
  const origins = conversations
    .filter(({ ended, unheard }) => ended === undefined && unheard !== "none")
    // The host's messages are heard in the widget's frame, and vice versa.
    .map(({ unheard, host, widget }) => (unheard === "host" ? widget.origin : host.origin))
    .filter((origin) => /^https?:\/\//.test(origin) && URL.canParse(origin));
  // A match pattern has no port.
  return [...new Set(origins.map((origin) => new URL(origin)))]
    .map(({ protocol, hostname }) => `${protocol}//${hostname}/*`)
    .filter((pattern, index, all) => all.indexOf(pattern) === index);
}

/** @returns the host in a match pattern */
export function hostOfPattern(pattern: string): string {
  return /^[^:]+:\/\/([^/]+)/.exec(pattern)?.[1] ?? pattern;
}
