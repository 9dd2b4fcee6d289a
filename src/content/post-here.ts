import { noteHeard } from "./observer.ts";

/** Content scripts have this in Firefox only. */
declare const cloneInto:
  | ((value: object, target: object, options?: { wrapReflectors: boolean }) => MessageEventInit)
  | undefined;

/**
 * Has this page hear a message as if a window had posted it. The event is synthetic and therefore not trusted. This
 * is for messages that the window itself can no longer post.
 *
 * Firefox can make such an event only in the page's own world, and refuses a window of another origin as its source.
 * Hosts do not check the source (matrix-widget-api 1.0 to 1.19, PostmessageTransport).
 */
export function postHere(data: object, origin: string, source: Window): void {
  // The page hears now what it did not when it came.
  noteHeard(source, origin, data);
  if (typeof cloneInto === "undefined") {
    window.dispatchEvent(new MessageEvent("message", { data, origin, source }));
    return;
  }
  const page = (window as Window & { wrappedJSObject?: typeof globalThis }).wrappedJSObject;
  const init = cloneInto({ data, origin }, window);
  if (page) window.dispatchEvent(new page.MessageEvent("message", init));
}
