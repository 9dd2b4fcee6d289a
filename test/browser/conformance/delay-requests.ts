import type { ProxiedRequest } from "../../environment/homeserver/fault-proxy.ts";

/** Who makes a request: the host's page (or its server), or the extension. */
export type Actor = "host" | "extension";

/** One request about delayed events, as the homeserver received it. */
export interface DelayRequest {
  by: Actor;
  what: "schedule" | "restart" | "cancel" | "send" | "list" | "get";
  /** The homeserver's answer; missing while there is none. */
  status: number | undefined;
  /** When the request arrived (epoch ms). */
  at: number;
}

/**
 * @returns the requests about delayed events, the oldest first, without the extension's check whether restarts get
 *   through: it makes that once for each homeserver, with a delay_id that does not exist
 */
export function delayRequestsAmong(requests: readonly ProxiedRequest[]): DelayRequest[] {
  return requests.flatMap((request) => {
    if (request.path.includes("/delayed_events/postdate_")) return [];
    const what = whatIs(request);
    const { status, at } = request;
    return what ? [{ by: actorBehind(request), what, status, at }] : [];
  });
}

/**
 * Tells the actors apart by the Origin header: a page sends its own to another origin; the extension its own, or none.
 */
export function actorBehind({ headers }: ProxiedRequest): Actor {
  return headers.origin?.startsWith("http") ? "host" : "extension";
}

function whatIs({ method, path }: ProxiedRequest): DelayRequest["what"] | undefined {
  if (method === "PUT" && path.includes("org.matrix.msc4140.delay=")) return "schedule";
  const [, action] =
    /\/org\.matrix\.msc4140\/delayed_events(?:\/[^/?]+\/(restart|cancel|send))?$/.exec(path) ?? [];
  if (method === "POST" && action) return action as DelayRequest["what"];
  if (method !== "GET") return undefined;
  if (path.endsWith("/delayed_events")) return "list";
  return /\/delayed_events\/[^/?]+$/.test(path) ? "get" : undefined;
}

/**
 * @returns who made these requests, all of which succeeded
 * @throws Error if they did not succeed exactly this many times, or if both made some
 */
export function onlyActor(requests: readonly DelayRequest[], what: DelayRequest["what"], times = 1): Actor {
  const done = requests.filter((request) => request.what === what && request.status === 200);
  const [first, ...others] = done;
  if (done.length !== times || !first || others.some(({ by }) => by !== first.by))
    throw new Error(`Wanted: ${what}, ${times} times by one actor. The homeserver got: ${inWords(requests)}`);
  return first.by;
}

/** @returns the extension's requests, checks and failures included */
export function byExtension(requests: readonly DelayRequest[]): DelayRequest[] {
  return requests.filter(({ by }) => by === "extension");
}

/** @returns who made one of these requests successfully: nobody, one or both */
export function actorsOf(requests: readonly DelayRequest[], ...whats: DelayRequest["what"][]): Actor[] {
  const done = requests.filter(({ what, status }) => whats.includes(what) && status === 200);
  return [...new Set(done.map(({ by }) => by))];
}

/**
 * Leaves out the check for duplicates at the homeserver, which the extension makes a second after it has scheduled a
 * state event. When exactly it runs is up to the browser. A list right before the extension schedules is a different
 * check, for an event that the host may have scheduled, and stays in.
 * @param options.checksHost false where there is no such check: then a list right before a second event, but not before
 *   the first, is about duplicates of the first
 */
export function withoutDuplicateChecks(
  requests: readonly DelayRequest[],
  { checksHost = true }: { checksHost?: boolean } = {},
): DelayRequest[] {
  const isOwnSchedule = ({ what, by }: Partial<DelayRequest> = {}) =>
    what === "schedule" && by === "extension";
  const first = requests.findIndex(isOwnSchedule);
  return requests.filter(
    ({ what }, index) =>
      what !== "list" || (isOwnSchedule(requests[index + 1]) && (checksHost || index < first)),
  );
}

/** @returns the requests in one line, for a message */
export function inWords(requests: readonly DelayRequest[]): string {
  return requests.map(({ by, what, status }) => `${what} by ${by} (${status})`).join(", ") || "nothing";
}
