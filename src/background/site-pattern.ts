/**
 * A site as the browser's permissions and registrations name it: a scheme and a host with any port.
 * @returns the match pattern of a URL's or origin's site, `https://host/*`; nothing if no extension may run there
 */
export function patternOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || protocol === "http:" ? `${protocol}//${hostname}/*` : undefined;
}
