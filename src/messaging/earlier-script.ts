/**
 * The event that asks whether an earlier version's script is in a page; Chromium leaves it there when the extension is
 * updated. It is dispatched on `performance`, which all worlds of a page share, and a script that is there cancels it. The
 * page can cancel it as well: it then gets no script until it is reloaded, and the popup says so.
 */
export const EARLIER_SCRIPT = "postdate-listens?";
