/** What content scripts have in Firefox alone. */
declare const cloneInto:
  | ((value: object, target: object, options?: { wrapReflectors: boolean }) => MessageEventInit)
  | undefined;

/**
 * Has this page hear a message as if a window had posted it, by an event that is made up and therefore not trusted. It is for what
 * that window cannot post itself any more.
 *
 * Firefox makes such an event in the page's own world alone, and refuses a window of another origin as its source; hosts look at
 * no source (matrix-widget-api 1.0 to 1.19, PostmessageTransport).
 */
export function postHere(data: object, origin: string, source: Window): void {
  if (typeof cloneInto === "undefined") {
    window.dispatchEvent(new MessageEvent("message", { data, origin, source }));
    return;
  }
  const page = (window as Window & { wrappedJSObject?: typeof globalThis }).wrappedJSObject;
  const init = cloneInto({ data, origin }, window);
  if (page) window.dispatchEvent(new page.MessageEvent("message", init));
}
