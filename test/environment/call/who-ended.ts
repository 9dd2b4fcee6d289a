import type { ProxiedRequest } from "../homeserver/fault-proxy.ts";

/** Who triggers a call's last will: the homeserver when it is due, or whoever requests it at once. */
export type Ender = "the homeserver" | "the page" | "Postdate" | "the media service";

/**
 * @param requests the requests to the homeserver since the tab was closed
 * @param delayId the last will's
 * @returns who triggered the last will, or sent an ordinary leave
 */
export function whoEnded(requests: readonly ProxiedRequest[], delayId: string): Ender {
  const asked = requests.find(({ status, method, path }) => {
    if (status !== 200) return false;
    return (
      (method === "POST" && path.endsWith(`/delayed_events/${encodeURIComponent(delayId)}/send`)) ||
      (method === "PUT" && !path.includes("msc4140.delay="))
    );
  });
  return asked ? authorOf(asked) : "the homeserver";
}

/** A web page always sends its origin to another origin. A request that is not by a browser is the service's. */
function authorOf({ headers }: ProxiedRequest): Ender {
  if (headers.origin?.startsWith("http")) return "the page";
  return headers["user-agent"]?.startsWith("Mozilla/") ? "Postdate" : "the media service";
}
