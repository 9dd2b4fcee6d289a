import { HOSTS } from "../../messaging/parts.ts";

/**
 * What the scripts in the page's own world and in the extension's isolated world tell each other: that something has
 * happened, and nothing else, since the page can say it too. `performance` is the one object that both worlds share
 * and whose listeners survive `document.open()`, which removes those of the window and of every node:
 * https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#document-open-steps
 */
const OPENED = "postdate-opened";
const KNOWS = "postdate-knows-";
const LISTENS = "postdate-listens";

/** Reports, from the page's world, that a document was opened and its listeners are gone. */
export function tellOpened({ defaultView: view }: Document): void {
  // The frame whose function opened the document may be gone with it. What belongs to the document's own window is
  // not.
  if (view) view.performance.dispatchEvent(new (view as typeof globalThis & Window).Event(OPENED));
}

/** Calls the listener, in the extension's world, whenever this page's document is opened. */
export function onOpened(listener: () => void): void {
  performance.addEventListener(OPENED, listener);
}

/** Reports, from the extension's world, that this page's host knows this feature and may hear of it. */
export function letHostHear(feature: string): void {
  performance.dispatchEvent(new Event(KNOWS + feature));
}

/** Calls the listener, in the page's world, when its host may hear of this feature. */
export function onKnows(feature: string, listener: () => void): void {
  performance.addEventListener(KNOWS + feature, listener);
}

/** Reports, from the extension's world, that a host's script listens from now on. */
export function tellListening(): void {
  performance.dispatchEvent(new Event(LISTENS));
}

/** Calls the listener, in the page's world, when a host's script listens. */
export function onListening(listener: () => void): void {
  performance.addEventListener(LISTENS, listener);
}

/** Lets whoever would inject a script for this part (`messaging/parts.ts`) know that there is one. */
export function answerLaterScripts(part: string): void {
  performance.addEventListener(part, (event) => event.preventDefault());
}

/** Says, in either world, whether a script plays the host's part in this page. */
export function hasHost(): boolean {
  return !performance.dispatchEvent(new Event(HOSTS, { cancelable: true }));
}
