import type { Phrase } from "../../src/browser/i18n.ts";
import type { Found } from "../../src/messaging/views/client.ts";
import { hostOfUrl } from "../../ui/hosts.ts";

/** @returns what the popup found in the tab, as the parts of a list: the client, its homeservers, its widgets */
export function foundWords({ name, origin, homeservers, widgets }: Found): Phrase[] {
  const host = hostOfUrl(origin);
  const hosts = [...new Set(widgets.map(hostOfUrl))];
  return [
    name ? ["foundNamed", name, host] : ["foundPage", host],
    ...(homeservers.length > 0
      ? [["foundHomeserver", homeservers.map(hostOfUrl).join(", ")] satisfies Phrase]
      : []),
    ...(hosts.length > 0 ? [["foundWidgets", hosts.join(", ")] satisfies Phrase] : []),
  ];
}
