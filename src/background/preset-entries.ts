import * as v from "valibot";
import { FEATURES } from "../features/features.ts";
import { EVERYWHERE } from "../messaging/everywhere.ts";
import type { PresetFaultReason } from "../messaging/preset-fault.ts";

// Each entry is read in the browser's spelling: a host in lower case, in ASCII, without the default port. An invalid
// entry must not reach the browser: Chromium's `permissions.contains` would throw for the whole list.

const not = (reason: PresetFaultReason) => reason;

/** A site as a match pattern: a scheme, a host without a port, and every path; or all websites. */
export const Site = v.pipe(v.string(not("site")), v.transform(siteOf), v.string(not("site")));

const known: readonly string[] = FEATURES.map(({ id }) => id);

/**
 * A consent: `client` is an origin, `widget` an address without query and fragment, or an origin for all of its pages,
 * and `features` are ids, without the unknown ones.
 */
export const Consent = v.object(
  {
    client: v.pipe(v.string(not("client")), v.transform(clientOf), v.string(not("client"))),
    widget: v.pipe(v.string(not("widget")), v.transform(widgetOf), v.string(not("widget"))),
    features: v.pipe(
      v.array(v.unknown(), not("features")),
      v.transform((all) => [
        ...new Set(all.filter((each): each is string => known.includes(each as string))),
      ]),
      v.minLength(1, not("features")),
    ),
  },
  not("consent"),
);

function siteOf(text: string): string | undefined {
  if (text === EVERYWHERE) return text;
  const [, start] = /^([^/]+\/\/[^/]+)\/\*$/.exec(text) ?? [];
  const url = addressOf(start);
  return url?.pathname === "/" && url.port === "" ? `${url.origin}/*` : undefined;
}

function clientOf(text: string): string | undefined {
  const url = addressOf(text);
  return url?.pathname === "/" ? url.origin : undefined;
}

function widgetOf(text: string): string | undefined {
  const url = addressOf(text);
  const isWholeOrigin = /^[^/]+\/\/[^/]+$/.test(text);
  return url && (isWholeOrigin ? url.origin : url.origin + url.pathname);
}

/** @returns a plain web address: no user name, query, fragment or asterisk, which has no meaning in an address */
function addressOf(text: string | undefined): URL | undefined {
  if (text === undefined || /[?#*]/.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  return isPlain ? url : undefined;
}
