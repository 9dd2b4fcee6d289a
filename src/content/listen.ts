import { type FromHostFrame, type FromWidgetFrame, isBetweenFrames } from "../host-support/between-frames.ts";
import { readWidgetMessage, type WidgetMessage } from "../widget-api/message.ts";
import { onOpened } from "./page-world/signals.ts";

/** One side of the conversation between a widget and its host, as a frame's script takes part in it. */
export interface Role {
  /** Hears what the other side's page says. @returns whether it is kept from this frame's page */
  hear(event: MessageEvent, heard: WidgetMessage): boolean;
  /** Hears what the script in the other side's frame says. */
  hearScript(event: MessageEvent, said: FromWidgetFrame | FromHostFrame): void;
}

/**
 * Listens to every message of this frame before its page does. What a frame is shows in the traffic alone: one that hears a
 * widget's messages is a host, one that hears a host's is a widget, and it may be both. What is neither passes untouched.
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
    if (heard && roles.some((role) => role.hear(event, heard))) event.stopImmediatePropagation();
  });
}

/**
 * Listens, and again when the document is opened, which takes all listeners: as the script in the page's world says at once,
 * before the page can add its own, or, where a page got round that, when its new nodes are there.
 */
function stayListening(hear: (event: MessageEvent) => void): void {
  // What is added a second time is not heard twice, nor moved to the end.
  const register = () => window.addEventListener("message", hear, true);
  register();
  onOpened(register);
  new MutationObserver(register).observe(document, { childList: true });
}
