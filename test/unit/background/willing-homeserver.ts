import { mock } from "node:test";

/** Its address. */
export const HOMESERVER = "https://hs.example";

/**
 * Has every request answered by a homeserver that accepts everything and knows these tokens. It replaces `fetch` until
 * `mock.restoreAll`.
 * @returns the requests that it got, as method and path
 */
export function willingHomeserver(userOf: Record<string, string>): string[] {
  const requests: string[] = [];

  function answerTo(path: string, token: string): object | undefined {
    if (path.endsWith("/account/whoami")) return userOf[token] ? { user_id: userOf[token] } : undefined;
    if (path.endsWith("/versions"))
      return { unstable_features: { "org.matrix.msc4140": true, "org.matrix.msc4354": true } };
    if (path.endsWith("/delayed_events")) return { delayed_events: [] };
    return path.includes("/rooms/") ? { delay_id: `delay ${requests.length}` } : {};
  }

  mock.method(globalThis, "fetch", async (resource: URL | string, options: RequestInit = {}) => {
    const { pathname } = new URL(resource);
    requests.push(`${options.method} ${pathname}`);
    const token = new Headers(options.headers).get("authorization")?.replace("Bearer ", "") ?? "";
    const body = answerTo(pathname, token);
    return Response.json(body ?? { errcode: "M_UNKNOWN_TOKEN" }, { status: body ? 200 : 401 });
  });
  return requests;
}
