import { notePosted } from "./observer.ts";
import { isGone } from "./windows.ts";

/**
 * Posts a message to a window, if it still exists. A sandboxed frame has the origin "null", which cannot be a target
 * origin; messages to it go to any origin, and contain no secret.
 */
export function post(to: Window, message: object, origin: string): void {
  if (isGone(to)) return;
  notePosted(to, message, origin);
  to.postMessage(message, origin === "null" ? "*" : origin);
}
