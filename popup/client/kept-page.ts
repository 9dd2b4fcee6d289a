import type { Overview } from "../../src/messaging/views/overview.ts";
import type { PopupState } from "../state.ts";

/**
 * Keeps the page in the popup after its site was switched off. That gives the permission back, and the browser may then
 * hide the page: Firefox takes away what the click on the button had granted (`activeTab`) as soon as the tab loads
 * another page.
 * @returns the overview; if it has no page, with the one that the user has switched off in this popup
 */
export function withKeptPage(
  { overview: before, switchedOff }: Pick<PopupState, "overview" | "switchedOff">,
  now: Overview,
): Overview {
  const client = before?.client;
  if (now.diagnosis !== "no-page" || !client || client.site !== switchedOff) return now;
  const used = [...(before.account ? [before.account.homeserver] : []), ...(before.found?.widgets ?? [])];
  const missing = new Set([...client.missing, ...used.flatMap(siteOf)]);
  missing.delete(client.site);
  return {
    ...now,
    diagnosis: "site-off",
    client: { site: client.site, on: false, missing: [...missing] },
    ...(before.found && { found: before.found }),
  };
}

function siteOf(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) ? [`${protocol}//${hostname}/*`] : [];
}
