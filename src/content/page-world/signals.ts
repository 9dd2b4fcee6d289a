import { HOSTS } from "../../messaging/parts.ts";

/**
 * The signals between the scripts in the page's own world and in the extension's isolated world. They say that
 * something has happened, and nothing else, since the page can send them too. `performance` is the one object that both
 * worlds share and whose listeners survive `document.open()`, which removes those of the window and of every node:
 * https://html.spec.whatwg.org/multipage/dynamic-markup-insertion.html#document-open-steps
 */
const OPENED = "postdate-opened";
const KNOWS = "postdate-knows-";
const LISTENS = "postdate-listens";

/** Reports, from the page's world, that a document was opened and its listeners are gone. */
export function tellOpened({ defaultView: view }: Document): void {
  // The frame whose function opened the document may be gone by now, so the event is made in the document's own
  // window.
  if (view) view.performance.dispatchEvent(new (view as typeof globalThis & Window).Event(OPENED));
}

/** Calls the listener, in the extension's world, whenever this page's document is opened. */
export function onOpened(listener: () => void): void {
  performance.addEventListener(OPENED, listener);
}

/** Reports, from the extension's world, that this page's host knows this feature and may hear its actions. */
export function letHostHear(feature: string): void {
  performance.dispatchEvent(new Event(KNOWS + feature));
}

/** Calls the listener, in the page's world, when the page's host may hear this feature's actions. */
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

/** From now on, answers the event by which `messaging/parts.ts` finds out whether this script is already here. */
export function answerLaterScripts(part: string): void {
  performance.addEventListener(part, (event) => event.preventDefault());
}

/** Says, in either world, whether a script has the host's role in this page. */
export function hasHost(): boolean {
  return !performance.dispatchEvent(new Event(HOSTS, { cancelable: true }));
}
