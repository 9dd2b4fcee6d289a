import { noteHeard } from "./observer.ts";

/** Only Firefox gives this function to content scripts. */
declare const cloneInto:
  | ((value: object, target: object, options?: { wrapReflectors: boolean }) => MessageEventInit)
  | undefined;

/**
 * Dispatches a message in this page as if a window had posted it, for messages that the window itself can no longer
 * post. The event is synthetic and therefore not trusted.
 *
 * Firefox can make such an event only in the page's own world, and refuses a window of another origin as its source.
 * Hosts do not check the source (matrix-widget-api 1.0 to 1.19, PostmessageTransport).
 */
export function postHere(data: object, origin: string, source: Window): void {
  // It was kept from the page when it arrived; only now does the page hear it.
  noteHeard(source, origin, data);
  if (typeof cloneInto === "undefined") {
    window.dispatchEvent(new MessageEvent("message", { data, origin, source }));
    return;
  }
  const page = (window as Window & { wrappedJSObject?: typeof globalThis }).wrappedJSObject;
  const init = cloneInto({ data, origin }, window);
  if (page) window.dispatchEvent(new page.MessageEvent("message", init));
}
