/** The parts of a page's request to a homeserver that show a session. */
export interface SeenRequest {
  /** The page's partition; see `partitionOf`. Absent if the browser does not report it: then it must not be guessed. */
  partition?: string;
  /** The origin of the page, or of its worker, that made the request. */
  origin: string;
  /** It may contain a token, so it is never stored. */
  url: string;
  /** The `Authorization` header, if there is one. */
  authorization?: string;
}

/** A request whose partition the browser reports, so that a session can be learned from it. */
export type PlacedRequest = SeenRequest & { partition: string };

/**
 * The maximum lengths that are remembered (characters), since a page may send anything. A JWT with many claims has a
 * few thousand.
 */
const LONGEST_ADDRESS = 1_000;
const LONGEST_TOKEN = 4_096;

/**
 * @returns the request's session, and whether it ends that session or all of its account's; nothing if it has no
 *   session
 */
export function sessionIn({ url, authorization }: Pick<SeenRequest, "url" | "authorization">):
  | {
      session: { homeserver: string; accessToken: string };
      logout: "here" | "everywhere" | undefined;
    }
  | undefined {
  const homeserver = homeserverOf(url);
  const accessToken = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1] ?? tokenInQuery(url);
  if (!homeserver || !accessToken) return undefined;
  if (homeserver.length > LONGEST_ADDRESS || accessToken.length > LONGEST_TOKEN) return undefined;
  return { session: { homeserver, accessToken }, logout: logoutIn(url.slice(homeserver.length)) };
}

/**
 * Older clients put the token into the address. They may also send a header, for a proxy in front of the homeserver.
 * https://spec.matrix.org/v1.10/client-server-api/#using-access-tokens
 * @returns the token; nothing if there are two, since homeservers differ in which one they use
 */
function tokenInQuery(url: string): string | undefined {
  const [only, ...more] = URL.canParse(url) ? new URL(url).searchParams.getAll("access_token") : [];
  return more.length === 0 && only && /^\S+$/.test(only) ? only : undefined;
}

/** The first path segments after the version that only logged-in clients request. */
const OF_A_SESSION = [
  "joined_rooms",
  "keys",
  "pushrules",
  "rooms",
  "sendToDevice",
  "sync",
  "user",
  "org.matrix.simplified_msc3575",
];

/** Says whether only logged-in clients make this request. */
export function needsSession(url: string): boolean {
  const homeserver = homeserverOf(url);
  if (homeserver === undefined) return false;
  const [, , version, what] = partsOf(url.slice(homeserver.length));
  return version !== undefined && what !== undefined && OF_A_SESSION.includes(what);
}

/**
 * Says whether an address belongs to gomuks, whose own server holds the user's session, so no request from the
 * browser has a token. https://github.com/gomuks/gomuks/blob/main/pkg/gomuks/server.go
 */
export function isOwnServers(url: string): boolean {
  return /^https?:\/\/[^/?#]+(?:\/[^?#]*)?\/_gomuks\//.test(url);
}

/** @returns the base URL of a client-server API request, without a trailing slash; it may have a port and a path */
export function homeserverOf(url: string): string | undefined {
  const at = url.indexOf("/_matrix/client/");
  return at > 0 && /^https?:\/\/[^/?#]/.test(url.slice(0, at)) && !/[?#]/.test(url.slice(0, at))
    ? url.slice(0, at)
    : undefined;
}

/** @returns the base URL of the homeserver that a page with this request uses, also for media, unlike `homeserverOf` */
export function homeserverUsed(url: string): string | undefined {
  return homeserverOf(url.replace("/_matrix/media/", "/_matrix/client/"));
}

/** Says whether a path ends a session, whatever its query, encoding or extra slashes. */
function logoutIn(path: string): "here" | "everywhere" | undefined {
  const [matrix, client, , logout, all, ...more] = partsOf(path);
  if (matrix !== "_matrix" || client !== "client" || logout !== "logout" || more.length > 0) return undefined;
  if (all === undefined) return "here";
  return all === "all" ? "everywhere" : undefined;
}

/** The parts of a path, whatever its query, encoding or extra slashes. */
function partsOf(path: string): string[] {
  return decoded(path.replace(/[?#].*$/s, ""))
    .split("/")
    .filter((part) => part !== "" && part !== ".");
}

/**
 * Decodes a path. Homeservers differ in how they read an encoded one: if any of them would end the session, the session
 * must not be used here.
 */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
