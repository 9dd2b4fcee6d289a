/** What is wrong, or right, with the client in the tab the popup was opened over. */
export type Diagnosis =
  /** The tab holds no web page. */
  | "no-page"
  | "site-off"
  /** The site is on, but the page was loaded before that: the content scripts are not in it, or came too late. */
  | "reload-needed"
  /** The site is on, but its homeserver is not granted. */
  | "homeserver-not-granted"
  /** All is well except for a widget on a site that is not granted: its delayed events are refused. */
  | "widget-not-granted"
  /** All is well except that a call's server may be named on the site of the server's name, which is not granted. */
  | "server-not-granted"
  /** The site is on, but no request with a session has been seen from the client. */
  | "no-session"
  /** The same, but the page has asked a homeserver for something that needs one, before anybody here listened. */
  | "session-not-yet"
  /** Its requests come from a worker, which may belong to a private window, and there is one (Chromium). */
  | "private-windows-open"
  /** The same, and the page itself is in a private window. */
  | "not-in-private-windows"
  /** The client's own server holds the session: nothing can be done for this client. */
  | "session-elsewhere"
  /** It hosts widgets, so somebody is logged in, and nothing that it says to a homeserver has been seen. */
  | "session-out-of-sight"
  /** Two homeservers say that they have the same user: nothing is scheduled, for it is not known which of them is right. */
  | "account-not-clear"
  | "homeserver-unreachable"
  /** Somebody else answers in the homeserver's place, as a login page in front of it does. */
  | "homeserver-behind-page"
  | "homeserver-without-delayed-events"
  /** It said that it supports delayed events, and then sent one at once. */
  | "homeserver-sends-at-once"
  /** It schedules, and restarts reach nobody there who understands them: nothing is scheduled. */
  | "restarts-lost"
  /** It has recently refused a widget's restarts because there were too many. */
  | "restarts-limited"
  | "ready";
