/**
 * The events that ask whether a script plays a part in a page already, a host's or a widget's. Whoever would bring in
 * another dispatches them on `performance`, which all worlds of a page share, and a script that plays the part cancels its
 * event. Chromium leaves scripts in open pages when the extension is updated, and those cancel it as well. So can the page:
 * it then gets no script until it is reloaded, and the popup says so.
 */
export const HOSTS = "postdate-host?";
export const WIDGETS = "postdate-widget?";
