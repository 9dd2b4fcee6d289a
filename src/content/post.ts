import { notePosted } from "./observer.ts";
import { isGone } from "./windows.ts";

/**
 * Posts a message to a window, if it is still there. A sandboxed frame has the origin "null", which cannot be a
 * target; its window alone is target enough for a message without a secret.
 */
export function post(to: Window, message: object, origin: string): void {
  if (isGone(to)) return;
  notePosted(to, message, origin);
  to.postMessage(message, origin === "null" ? "*" : origin);
}
