/**
 * What the scripts in a page's own world and those in the extension's say to each other: that something has happened, and nothing
 * else, since the page can say it too. `performance` is the one object of both worlds whose listeners survive
 * `document.open()`, which takes those of the window and of every node:
 * https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#document-open-steps
 */
const OPENED = "postdate-opened";
const KNOWS = "postdate-knows-";

/** Says, from the page's world, that a document was opened: its listeners are gone. */
export function tellOpened({ defaultView: view }: Document): void {
  // The frame whose function has opened the document may have gone with it; what belongs to the document's own window has not.
  if (view) view.performance.dispatchEvent(new (view as typeof globalThis & Window).Event(OPENED));
}

/** Calls the listener, in the extension's world, whenever this page's document is opened. */
export function onOpened(listener: () => void): void {
  performance.addEventListener(OPENED, listener);
}

/** Says, from the extension's world, that this page's host knows the feature of this id: it may hear of it. */
export function letHostHear(feature: string): void {
  performance.dispatchEvent(new Event(KNOWS + feature));
}

/** Calls the listener, in the page's world, when its host may hear of the feature of this id. */
export function onKnows(feature: string, listener: () => void): void {
  performance.addEventListener(KNOWS + feature, listener);
}
