/**
 * An event by which one learns of an earlier version's script, which Chromium leaves in open pages when the extension is
 * updated: that script cancels it, on `performance`, which all worlds of a page share. The page can do the same. It gets no
 * script then until it is reloaded, and is its own host without one anyway.
 */
export const EARLIER_SCRIPT = "postdate-listens?";
