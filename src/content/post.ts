import { isGone } from "./windows.ts";

/**
 * Posts a message to a window, if it is still there. A sandboxed frame has the origin "null", which is no target; its window
 * is target enough for what holds no secret.
 */
export function post(to: Window, message: object, origin: string): void {
  if (isGone(to)) return;
  to.postMessage(message, origin === "null" ? "*" : origin);
}
