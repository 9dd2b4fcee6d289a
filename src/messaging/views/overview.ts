import type { Found, ServerFacts, WidgetLine } from "./client.ts";
import type { RefusedConsent } from "./consents.ts";
import type { DelayView, Shortage } from "./delays.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** Everything that the popup shows. */
export interface Overview {
  /** The client in the tab, or the page that may be one; absent if it is not a web page. */
  client?: {
    /** The match pattern of its site. */
    site: string;
    /** The match pattern of the tab's own site, if the client is in a frame of its page and that site is off. */
    within?: string;
    on: boolean;
    /** The site is off, but the browser permits it: for another client, say, or in the browser's own settings. */
    permitted?: true;
    /** An administrator has switched the site on, so the user cannot switch it off. */
    preset?: true;
    /**
     * The match patterns of homeservers and widgets that the page uses and the extension has not been granted yet.
     */
    missing: string[];
  };
  diagnosis: Diagnosis;
  /** A frame of the tab's page has not loaded, so what it shows may be missing. */
  isPartial?: true;
  /** What the client's page reveals of itself; absent without a client. */
  found?: Found;
  /** The state of the client's widgets, including those refused lately. Absent while its site is off. */
  widgets?: WidgetLine[];
  /** Absent if the homeserver has not been asked. */
  server?: ServerFacts;
  account?: { userId: string; homeserver: string };
  /** The pending ones first, with the next due on top; then the most recently ended. */
  delays: DelayView[];
  /** Absent if new events can be scheduled. */
  shortage?: Shortage;
  /** Widgets of the tab's client that the user is not asked about for a while, because they said no. */
  refused: RefusedConsent[];
}
