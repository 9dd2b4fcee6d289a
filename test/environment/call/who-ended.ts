import type { ProxiedRequest } from "../homeserver/fault-proxy.ts";

/** Who has a call's last will sent: the homeserver once it is due, or somebody who asks it to send it at once. */
export type Ender = "the homeserver" | "the page" | "Postdate" | "the media service";

/**
 * @param requests what the homeserver was asked since the tab was closed
 * @param delayId the last will's
 * @returns who has had the last will sent, or an ordinary event in its place
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

/** A web page always sends its origin to another origin. Whoever is no browser is the service. */
function authorOf({ headers }: ProxiedRequest): Ender {
  if (headers.origin?.startsWith("http")) return "the page";
  return headers["user-agent"]?.startsWith("Mozilla/") ? "Postdate" : "the media service";
}
