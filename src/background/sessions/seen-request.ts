/** A page's request to a homeserver, reduced to what shows a session. */
export interface SeenRequest {
  /** The page's partition; see `partitionOf`. */
  partition: string;
  /** The origin of the page that made the request. */
  origin: string;
  url: string;
  /** The `Authorization` header. */
  authorization: string;
}

/**
 * The maximum lengths that are remembered, since a page may send anything (characters). A JWT with many claims has a
 * few thousand.
 */
const LONGEST_ADDRESS = 1_000;
const LONGEST_TOKEN = 4_096;

/**
 * @returns the request's session, and whether it ends that session or all of its account's; nothing if it has no
 *   session
 */
export function sessionIn({ url, authorization }: SeenRequest):
  | {
      session: { homeserver: string; accessToken: string };
      logout: "here" | "everywhere" | undefined;
    }
  | undefined {
  const homeserver = homeserverOf(url);
  const accessToken = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  if (!homeserver || !accessToken) return undefined;
  if (homeserver.length > LONGEST_ADDRESS || accessToken.length > LONGEST_TOKEN) return undefined;
  return { session: { homeserver, accessToken }, logout: logoutIn(url.slice(homeserver.length)) };
}

/** @returns the base URL of a client-server API request, without a trailing slash; it may have a port and a path */
export function homeserverOf(url: string): string | undefined {
  const at = url.indexOf("/_matrix/client/");
  return at > 0 && /^https?:\/\/[^/?#]/.test(url.slice(0, at)) && !/[?#]/.test(url.slice(0, at))
    ? url.slice(0, at)
    : undefined;
}

/** Says whether a path ends a session, whatever its query, encoding or extra slashes. */
function logoutIn(path: string): "here" | "everywhere" | undefined {
  const parts = decoded(path.replace(/[?#].*$/s, ""))
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  const [matrix, client, , logout, all, ...more] = parts;
  if (matrix !== "_matrix" || client !== "client" || logout !== "logout" || more.length > 0) return undefined;
  if (all === undefined) return "here";
  return all === "all" ? "everywhere" : undefined;
}

/**
 * Homeservers differ in how they read an encoded path. If one of them ends the session because of it, the session
 * must not be used here.
 */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
