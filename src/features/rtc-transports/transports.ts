import { isObject } from "../../widget-api/message.ts";

/** A server for a call's media; what else stands in it is up to its type (MSC4143). */
export interface RtcTransport {
  type: string;
  [property: string]: unknown;
}

/** How many are passed on; a homeserver has one or two. */
const MOST = 20;
/** The longest that is passed on (characters of JSON). */
const LONGEST = 10_000;
/** Hosts that are this computer: http cannot be overheard there. */
const HERE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Reads what somebody says are transports.
 * @returns those of them that a call can use: with a type, and with no address at which it could be overheard
 */
export function readTransports(said: unknown): RtcTransport[] {
  return Array.isArray(said) ? said.filter(isUsable).slice(0, MOST) : [];
}

function isUsable(said: unknown): said is RtcTransport {
  return isObject(said) && typeof said.type === "string" && said.type !== "" && isShortAndClosed(said);
}

/** Says whether it is no longer than that, and holds no open address at any depth. */
function isShortAndClosed(said: object): boolean {
  let hasOpen = false;
  const look = (_: string, value: unknown) => {
    hasOpen ||= isOpenAddress(value);
    return value;
  };
  try {
    return JSON.stringify(said, look).length <= LONGEST && !hasOpen;
  } catch {
    // It is too deep to be written.
    return false;
  }
}

/** Says whether a value is an address whose traffic anybody on the way can read. */
function isOpenAddress(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return (protocol === "http:" || protocol === "ws:") && !HERE.test(hostname);
}
