import { type FromHostFrame, type FromWidgetFrame, isBetweenFrames } from "../host-support/between-frames.ts";
import { readWidgetMessage, type WidgetMessage } from "../widget-api/message.ts";
import { noteHeard } from "./observer.ts";
import { onOpened } from "./page-world/signals.ts";

/** What a frame's script does as one of the two sides, host or widget. */
export interface Role {
  /** Hears a message of the other side's page. @returns whether it is kept from this frame's page */
  hear(event: MessageEvent, heard: WidgetMessage): boolean;
  /** Hears a message of the script in the other side's frame. */
  hearScript(event: MessageEvent, said: FromWidgetFrame | FromHostFrame): void;
}

/**
 * Listens to every message of this frame before its page does. Only the traffic shows what a frame is: one that hears
 * a widget's messages is a host, one that hears a host's messages is a widget, and a frame may be both. Every other
 * message passes untouched.
 */
export function listen(roles: Role[]): void {
  stayListening((event) => {
    const data: unknown = event.data;
    if (isBetweenFrames(data)) {
      event.stopImmediatePropagation();
      for (const role of roles) role.hearScript(event, data);
      return;
    }
    const heard = readWidgetMessage(data);
    if (!heard) return;
    // A message that a page makes up came from no window.
    const noted = event.isTrusted
      ? noteHeard(event.source as Window | null, event.origin, heard.message)
      : undefined;
    if (!roles.some((role) => role.hear(event, heard))) return;
    event.stopImmediatePropagation();
    if (noted) noted.kept = true;
  });
}

/**
 * Listens, and listens again whenever the document is opened, which removes all listeners. The script in the page's
 * world reports that at once, before the page can add its own listeners. If a page gets around that script, the
 * observer sees its new nodes.
 */
function stayListening(hear: (event: MessageEvent) => void): void {
  // Adding a listener a second time neither calls it twice nor moves it to the end.
  const register = () => window.addEventListener("message", hear, true);
  register();
  onOpened(register);
  new MutationObserver(register).observe(document, { childList: true });
}
