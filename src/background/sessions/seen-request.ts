/** One page's request to a homeserver, as far as it shows a session. */
export interface SeenRequest {
  /** Which cookie partition the page is in; see `partitionOf`. */
  partition: string;
  /** The origin of the page that made the request. */
  origin: string;
  url: string;
  /** The `Authorization` header. */
  authorization: string;
}

/** The longest that is remembered of what a page may write as it likes (characters). A JWT with many claims has some thousand. */
const LONGEST_ADDRESS = 1_000;
const LONGEST_TOKEN = 4_096;

/** @returns whose request it is, and whether it ends that session, or all of its account's; nothing where it has none */
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

/** @returns the base URL of a client-server API request, without a slash at the end; it may have a port and a path */
export function homeserverOf(url: string): string | undefined {
  const at = url.indexOf("/_matrix/client/");
  return at > 0 && /^https?:\/\/[^/?#]/.test(url.slice(0, at)) && !/[?#]/.test(url.slice(0, at))
    ? url.slice(0, at)
    : undefined;
}

/** Says whether a path ends a session, with whatever query, encoding or slashes besides. */
function logoutIn(path: string): "here" | "everywhere" | undefined {
  const parts = decoded(path.replace(/[?#].*$/s, ""))
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  const [matrix, client, , logout, all, ...more] = parts;
  if (matrix !== "_matrix" || client !== "client" || logout !== "logout" || more.length > 0) return undefined;
  if (all === undefined) return "here";
  return all === "all" ? "everywhere" : undefined;
}

/** Homeservers differ in what they make of an encoded path. Where one ends the session by it, the session must not be used here. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
