/** What is wrong with the client in the tab that the popup was opened over, or that all is well. */
export type Diagnosis =
  /** The tab holds no web page. */
  | "no-page"
  | "site-off"
  /** The site is on, but the page was loaded before: the content scripts are not in it, or came too late. */
  | "reload-needed"
  /** The site is on, but its homeserver is not granted. */
  | "homeserver-not-granted"
  /** All is well except for a widget on a site that is not granted: its delayed events are refused. */
  | "widget-not-granted"
  /**
   * All is well, but a call's media server may be named on the site that the server name points to, which is not
   * granted.
   */
  | "server-not-granted"
  /** The site is on, but no request with a session has been seen from the client. */
  | "no-session"
  /** The same, but the page had sent a request that needs a session before Postdate listened. */
  | "session-not-yet"
  /** Its requests come from a worker, which may belong to a private window, and one is open (Chromium). */
  | "private-windows-open"
  /** The same, and the page itself is in a private window. */
  | "not-in-private-windows"
  /** The client's own server holds the session: Postdate cannot help this client. */
  | "session-elsewhere"
  /** It hosts widgets, so somebody is logged in, but none of its requests to a homeserver has been seen. */
  | "session-out-of-sight"
  /** Two homeservers claim the same user: nothing is scheduled, since it is not known which is right. */
  | "account-not-clear"
  | "homeserver-unreachable"
  /** Something else answers in the homeserver's place, such as a login page in front of it. */
  | "homeserver-behind-page"
  | "homeserver-without-delayed-events"
  /** The homeserver said that it supports delayed events, and then sent one at once. */
  | "homeserver-sends-at-once"
  /** The homeserver schedules, but restarts do not get through to it: nothing is scheduled. */
  | "restarts-lost"
  /** The homeserver has recently refused a widget's restarts because there were too many. */
  | "restarts-limited"
  | "ready";
