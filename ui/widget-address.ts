/**
 * Maximum lengths of the shown parts of a widget's address (characters). The origin is shown whole, so that a long one
 * cannot hide its own end.
 */
const HOST_IN_NAME = 60;
const LAST_PART = 40;
const PATH = 80;

/**
 * A widget's address, taken apart for the reader. All of it is ASCII: hosts in Punycode, the rest percent-encoded.
 */
export interface WidgetAddress {
  /** A short name: the host, or its end if it is long, and the last part of the path. */
  name: string;
  origin: string;
  /** The path, shortened in the middle; empty if it is only a slash. */
  path: string;
}

/**
 * @returns the parts; nothing if it is not the address of a web page, such as that of a sandboxed widget's unknown page
 */
export function readAddress(address: string): WidgetAddress | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol)) return undefined;
  const { host, origin, pathname } = url;
  return {
    name: endOfHost(host) + endOfPath(pathname.split("/").filter((part) => part !== "")),
    origin,
    path: pathname === "/" ? "" : shorten(pathname, PATH),
  };
}

/** @returns a host, or the end of a long one, which shows who owns it */
function endOfHost(host: string): string {
  return host.length <= HOST_IN_NAME ? host : `…${host.slice(1 - HOST_IN_NAME)}`;
}

function endOfPath(parts: string[]): string {
  const last = parts.at(-1);
  if (last === undefined) return "";
  return `${parts.length > 1 ? "/…/" : "/"}${shorten(last, LAST_PART)}`;
}

/** @returns the text, with its middle replaced by an ellipsis if it is longer than this many characters */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = length - 1;
  const start = Math.ceil(kept / 2);
  return `${text.slice(0, start)}…${text.slice(text.length - (kept - start))}`;
}
