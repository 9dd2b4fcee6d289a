import { SENT_AGAIN } from "../messaging/traffic.ts";
import { readWidgetMessage } from "../widget-api/message.ts";
import { askBackground } from "./ask-background.ts";
import type { Notes } from "./observer.ts";

/** How long the background may take to say whether the host's site is on (ms). */
const SITE_WITHIN = 1_000;

/**
 * Sends a request in the name of this frame's widget, because the user wants it: if the widget's host is known and its
 * site is on. It goes the way of the widget's own, so the script in the host's frame hears it, and what Postdate does
 * itself takes the same checks. Its reply is kept from the page, by its id. Only the inspector's port leads here.
 */
export async function sendAgain(request: unknown, { host, post }: Notes): Promise<void> {
  const origin = host?.();
  const read = readWidgetMessage(request);
  // A page without an origin of its own cannot be a target.
  if (read?.kind !== "widget-request" || origin === undefined || origin === "null") return;
  const { message } = read;
  if (typeof message.requestId !== "string" || !message.requestId.startsWith(SENT_AGAIN)) return;
  const { value } = await askBackground({ ask: "site-on", host: origin }, SITE_WITHIN);
  if (value === true) post?.(window.parent, message, origin);
}
