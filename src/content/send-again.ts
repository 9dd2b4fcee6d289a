import { SENT_AGAIN } from "../messaging/traffic.ts";
import { readWidgetMessage } from "../widget-api/message.ts";
import { askBackground } from "./ask-background.ts";
import type { Notes } from "./observer.ts";

/** How long the background may take to say whether the host's site is on (ms). */
const SITE_WITHIN = 1_000;

/**
 * Sends a request in the name of this frame's widget, at the user's wish, if the widget's host is known and the host's
 * site is on. It takes the same path as the widget's own requests: the script in the host's frame hears it, and
 * Postdate applies the same checks. Its reply is recognised by its id and kept from the page. Only the inspector's port
 * leads here.
 */
export async function sendAgain(request: unknown, { host, post }: Notes): Promise<void> {
  const origin = host?.();
  const read = readWidgetMessage(request);
  // The origin "null" cannot be a target.
  if (read?.kind !== "widget-request" || origin === undefined || origin === "null") return;
  const { message } = read;
  if (typeof message.requestId !== "string" || !message.requestId.startsWith(SENT_AGAIN)) return;
  const { value } = await askBackground({ ask: "site-on", host: origin }, SITE_WITHIN);
  if (value === true) post?.(window.parent, message, origin);
}
