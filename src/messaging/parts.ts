/**
 * The events that ask whether a page already has a script with the host's role, or with the widget's. They are
 * dispatched before another script is injected, on `performance`, which all worlds of a page share, and a script with
 * the role cancels the event. When the extension is updated, Chromium leaves the old scripts in open pages; these
 * cancel it as well. The page can cancel it too: it then gets no script until it is reloaded, and the popup says so.
 */
export const HOSTS = "postdate-host?";
export const WIDGETS = "postdate-widget?";
