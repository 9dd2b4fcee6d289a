/** @returns an address from outside, parsed; nothing if it is not a URL */
export function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

/** Says whether an address is a web page's. */
export function isWeb(url: string): boolean {
  return /^https?:$/.test(parse(url)?.protocol ?? "");
}

/** @returns a part of an address, decoded; as it is if it cannot be decoded */
export function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
