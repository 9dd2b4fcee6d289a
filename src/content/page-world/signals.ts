/**
 * What the scripts in a page's own world and those in the extension's say to each other: that something has happened, and nothing
 * else, since the page can say it too. `performance` is the one object of both worlds whose listeners survive
 * `document.open()`, which takes those of the window and of every node:
 * https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#document-open-steps
 */
const OPENED = "postdate-opened";
const KNOWS = "postdate-knows";

/** Says, from the page's world, that a document was opened: its listeners are gone. */
export function tellOpened(document: Document): void {
  document.defaultView?.performance.dispatchEvent(new Event(OPENED));
}

/** Calls the listener, in the extension's world, whenever this page's document is opened. */
export function onOpened(listener: () => void): void {
  performance.addEventListener(OPENED, listener);
}

/** Says, from the extension's world, that this page's host knows delayed events: it may hear of them. */
export function letHostHear(): void {
  performance.dispatchEvent(new Event(KNOWS));
}

/** Calls the listener, in the page's world, when its host may hear of delayed events. */
export function onKnows(listener: () => void): void {
  performance.addEventListener(KNOWS, listener);
}
