/** A server's name: a host name, an IPv4 address or an IPv6 address in brackets, and perhaps a port. */
const SERVER = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
/** A widget template's variable, `$matrix_user_id` say, however often it was percent-encoded. */
const VARIABLE = /^(?:\$|%(?:25)*24)/;
const UNSEEN = /[\s\p{C}]/u;

/**
 * Says whether a value can be a user id. Names of old users may hold nearly any character
 * (https://spec.matrix.org/v1.16/appendices/#historical-user-ids); none of them holds what is not to be seen.
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

/** Says whether a value can be a device id: any text of some length in which all is to be seen, and no template's variable. */
export function isDeviceId(value: string): boolean {
  return value !== "" && value.length <= 512 && !UNSEEN.test(value) && !VARIABLE.test(value);
}

/**
 * Says whether an address is, by its host alone, one of the server that a user id names, so that no other can have it. It need not
 * be: most servers say elsewhere where they are (`/.well-known/matrix/client`).
 */
export function isAtItsOwnServer(userId: string, baseUrl: string): boolean {
  const server = userId.slice(userId.indexOf(":") + 1).replace(/:\d+$/, "");
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : "";
  return host !== "" && OWN_HOSTS.some((prefix) => host === `${prefix}${server}`.toLowerCase());
}

/** A server's own name, and what is usually put before it. Anything else below it may be somebody else's. */
const OWN_HOSTS = ["", "matrix.", "matrix-client."];
