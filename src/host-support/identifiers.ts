/** A server name: a host name, an IPv4 address or an IPv6 address in brackets, optionally with a port. */
const SERVER = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
/** A variable of a widget template, such as `$matrix_user_id`, however often it was percent-encoded. */
const VARIABLE = /^(?:\$|%(?:25)*24)/;
const UNSEEN = /[\s\p{C}]/u;

/**
 * Says whether a value can be a user id. Historical user ids may contain nearly any character
 * (https://spec.matrix.org/v1.16/appendices/#historical-user-ids), but no invisible ones.
 */
export function isUserId(value: string): boolean {
  const colon = value.indexOf(":");
  return (
    value.startsWith("@") &&
    colon > 1 &&
    value.length <= 255 &&
    !UNSEEN.test(value) &&
    SERVER.test(value.slice(colon + 1))
  );
}

/** Says whether a value can be a device id: any visible text of limited length that is not a template variable. */
export function isDeviceId(value: string): boolean {
  return value !== "" && value.length <= 512 && !UNSEEN.test(value) && !VARIABLE.test(value);
}

/** Says whether a value can be a room id; from room version 12 on it has no colon and no server name. */
export function isRoomId(value: string): boolean {
  return /^![^\s/?#]+$/.test(value) && value.length <= 255;
}

/** Says whether a value can be a room alias. */
export function isAlias(value: string): boolean {
  return /^#[^\s/]+:[^\s/]+$/.test(value) && value.length <= 255;
}

/**
 * Says whether an address, judged by its host alone, belongs to the server that a user id names, so that nobody else
 * can own it. For many homeservers this is false: most servers announce another host (`/.well-known/matrix/client`).
 */
export function isAtItsOwnServer(userId: string, baseUrl: string): boolean {
  const server = userId.slice(userId.indexOf(":") + 1).replace(/:\d+$/, "");
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : "";
  return host !== "" && OWN_HOSTS.some((prefix) => host === `${prefix}${server}`.toLowerCase());
}

/** A server's own name, and its usual prefixes. Any other subdomain may belong to somebody else. */
const OWN_HOSTS = ["", "matrix.", "matrix-client."];
