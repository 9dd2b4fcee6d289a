import type { ProxiedRequest } from "../../environment/fault-proxy.ts";

/** Who does something: the host's page (or its server), or the extension. */
export type Hand = "host" | "extension";

/** One request about delayed events, as the homeserver got it. */
export interface Deed {
  by: Hand;
  what: "schedule" | "restart" | "cancel" | "send" | "list" | "look";
  /** The homeserver's answer; missing while there is none. */
  status: number | undefined;
  /** When it came, in milliseconds since 1970. */
  at: number;
}

/** @returns what was done about delayed events, the oldest first */
export function deedsAmong(requests: readonly ProxiedRequest[]): Deed[] {
  return requests.flatMap((request) => {
    const what = deedOf(request);
    const { status, at } = request;
    return what ? [{ by: handOf(request), what, status, at }] : [];
  });
}

/** A web page cannot but say its origin, in requests to another; the extension says its own, or none. */
function handOf({ headers }: ProxiedRequest): Hand {
  return headers.origin?.startsWith("http") ? "host" : "extension";
}

function deedOf({ method, path }: ProxiedRequest): Deed["what"] | undefined {
  if (method === "PUT" && path.includes("org.matrix.msc4140.delay=")) return "schedule";
  const [, action] =
    /\/org\.matrix\.msc4140\/delayed_events(?:\/[^/?]+\/(restart|cancel|send))?$/.exec(path) ?? [];
  if (method === "POST" && action) return action as Deed["what"];
  if (method !== "GET") return undefined;
  if (path.endsWith("/delayed_events")) return "list";
  return /\/delayed_events\/[^/?]+$/.test(path) ? "look" : undefined;
}

/**
 * @returns who has done something, each time with success
 * @throws Error when it was not done just so many times, or by both
 */
export function doerOf(deeds: readonly Deed[], what: Deed["what"], times = 1): Hand {
  const done = deeds.filter((deed) => deed.what === what && deed.status === 200);
  const [first, ...others] = done;
  if (done.length !== times || !first || others.some(({ by }) => by !== first.by))
    throw new Error(`Wanted: ${what}, ${times} times by one. The homeserver was asked: ${inWords(deeds)}`);
  return first.by;
}

/** @returns what the extension has done or tried, looks included */
export function byExtension(deeds: readonly Deed[]): Deed[] {
  return deeds.filter(({ by }) => by === "extension");
}

/** @returns who has done one of these things with success: nobody, one or both */
export function handsOf(deeds: readonly Deed[], ...whats: Deed["what"][]): Hand[] {
  const done = deeds.filter(({ what, status }) => whats.includes(what) && status === 200);
  return [...new Set(done.map(({ by }) => by))];
}

/**
 * Leaves out what the extension does of its own accord a second after it has scheduled a state event: it looks whether the
 * homeserver holds that twice. How soon, is the browser's affair. A look right before a scheduling is another: for what a host
 * may have done.
 */
export function asWished(deeds: readonly Deed[]): Deed[] {
  return deeds.filter(({ what }, place) => what !== "list" || deeds[place + 1]?.what === "schedule");
}

/** @returns the deeds in one line, for a message */
export function inWords(deeds: readonly Deed[]): string {
  return deeds.map(({ by, what, status }) => `${what} by ${by} (${status})`).join(", ") || "nothing";
}
