import { fetchLimited } from "./whole-answer.ts";

/** The longest file that is read (bytes). Real ones have a few hundred. */
const LONGEST = 100_000;

const PATH = "/.well-known/matrix/client";

/**
 * @returns the address of `.well-known/matrix/client` for the server that a user id names. A port does not matter:
 *   https://spec.matrix.org/v1.16/client-server-api/#well-known-uri
 */
export function wellKnownOf(userId: string): string {
  const host = userId.slice(userId.indexOf(":") + 1).replace(/:\d+$/, "");
  return `https://${host}${PATH}`;
}

/** Says whether an address is that of a server's `.well-known/matrix/client`. */
export function isWellKnown(address: string): boolean {
  return URL.canParse(address) && new URL(address).pathname === PATH;
}

/**
 * Reads this public file of a user's server. The request contains nothing but the address. A redirect is not followed.
 * @param within milliseconds
 * @returns its JSON, unchecked; nothing if there is none
 * @throws if the site does not answer, or the browser does not let us read it
 */
export async function readWellKnown(address: string, within: number): Promise<unknown> {
  const options: RequestInit = { credentials: "omit", referrerPolicy: "no-referrer" };
  const { status, text } = await fetchLimited(address, options, within, LONGEST);
  if (status !== 200 || text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
