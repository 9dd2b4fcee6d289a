import { isObject } from "../../widget-api/message.ts";

/** A server for a call's media; its other properties depend on its type (MSC4143). */
export interface RtcTransport {
  type: string;
  [property: string]: unknown;
}

/** How many transports are passed on at most; a homeserver has one or two. */
const MOST = 20;
/** The longest transport that is passed on (characters of JSON). */
const LONGEST = 10_000;
/** This computer's own host names: nobody can listen in on http to them. */
const HERE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Reads a list of transports from outside.
 * @returns the transports that a call can use: with a type, and without an unencrypted address
 */
export function readTransports(said: unknown): RtcTransport[] {
  return Array.isArray(said) ? said.filter(isUsable).slice(0, MOST) : [];
}

function isUsable(said: unknown): said is RtcTransport {
  return isObject(said) && typeof said.type === "string" && said.type !== "" && isHarmless(said);
}

/** Says whether a transport is of a reasonable size and names no unencrypted address, however deeply nested. */
function isHarmless(said: object): boolean {
  let isOpen = false;
  const look = (_: string, value: unknown) => {
    isOpen ||= isOpenAddress(value);
    return value;
  };
  try {
    return JSON.stringify(said, look).length <= LONGEST && !isOpen;
  } catch {
    // It is nested too deeply for JSON.stringify.
    return false;
  }
}

/** Says whether a value is an unencrypted address on another machine. */
function isOpenAddress(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return (protocol === "http:" || protocol === "ws:") && !HERE.test(hostname);
}
