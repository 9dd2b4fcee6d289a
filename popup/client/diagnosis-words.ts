import type { Phrase } from "../../src/browser/i18n.ts";
import type { Diagnosis } from "../../src/messaging/views/diagnosis.ts";

/** How a state looks. In order: all well; off or waiting; needs the user; broken. */
export type Tone = "good" | "quiet" | "attention" | "bad";

/** A state in words, with advice. */
export interface Status {
  tone: Tone;
  headline: Phrase;
  advice?: Phrase;
}

/** The paths that a proxy in front of a homeserver must route to a server that knows delayed events. */
const RESTART_PATHS =
  "/_matrix/client/unstable/org.matrix.msc4140/delayed_events, /_matrix/client/v1/delayed_events";

/** Gives the words of each diagnosis. Takes the client's host, and the hosts that are not granted. */
export const DIAGNOSIS_WORDS: Record<Diagnosis, (host: string, missing: string) => Status> = {
  "no-page": () => ({ tone: "quiet", headline: ["noPage"], advice: ["noPageAdvice"] }),
  "site-off": (host) => ({ tone: "quiet", headline: ["siteOff", host], advice: ["siteOffAdvice"] }),
  "reload-needed": (host) => ({
    tone: "attention",
    headline: ["reloadNeeded"],
    advice: ["reloadNeededAdvice", host],
  }),
  "homeserver-not-granted": (_, missing) => ({
    tone: "attention",
    headline: ["homeserverNotGranted"],
    advice: ["homeserverNotGrantedAdvice", missing],
  }),
  "widget-not-granted": (_, missing) => ({
    tone: "attention",
    headline: ["widgetNotGranted"],
    advice: ["widgetNotGrantedAdvice", missing],
  }),
  "server-not-granted": (_, missing) => ({
    tone: "attention",
    headline: ["serverNotGranted"],
    advice: ["serverNotGrantedAdvice", missing],
  }),
  "no-session": (host) => ({
    tone: "attention",
    headline: ["noSession"],
    advice: ["noSessionAdvice", host],
  }),
  "session-not-yet": (host) => ({
    tone: "attention",
    headline: ["sessionNotYet"],
    advice: ["sessionNotYetAdvice", host],
  }),
  "private-windows-open": (host) => ({
    tone: "attention",
    headline: ["privateWindowsOpen"],
    advice: ["privateWindowsOpenAdvice", host],
  }),
  "not-in-private-windows": (host) => ({
    tone: "bad",
    headline: ["notInPrivateWindows"],
    advice: ["notInPrivateWindowsAdvice", host],
  }),
  "session-elsewhere": (host) => ({
    tone: "bad",
    headline: ["sessionElsewhere"],
    advice: ["sessionElsewhereAdvice", host],
  }),
  "session-out-of-sight": (host) => ({
    tone: "attention",
    headline: ["sessionOutOfSight"],
    advice: ["sessionOutOfSightAdvice", host],
  }),
  "account-not-clear": () => ({
    tone: "bad",
    headline: ["accountNotClear"],
    advice: ["accountNotClearAdvice"],
  }),
  "homeserver-unreachable": () => ({
    tone: "bad",
    headline: ["homeserverUnreachable"],
    advice: ["homeserverUnreachableAdvice"],
  }),
  "homeserver-behind-page": () => ({
    tone: "bad",
    headline: ["homeserverBehindPage"],
    advice: ["homeserverBehindPageAdvice"],
  }),
  "homeserver-without-delayed-events": () => ({
    tone: "bad",
    headline: ["homeserverWithoutDelayedEvents"],
    advice: ["homeserverWithoutDelayedEventsAdvice"],
  }),
  "homeserver-sends-at-once": () => ({
    tone: "bad",
    headline: ["homeserverSendsAtOnce"],
    advice: ["homeserverSendsAtOnceAdvice"],
  }),
  "restarts-lost": () => ({
    tone: "bad",
    headline: ["restartsLost"],
    advice: ["restartsLostAdvice", RESTART_PATHS],
  }),
  "restarts-limited": () => ({
    tone: "attention",
    headline: ["restartsLimited"],
    advice: ["restartsLimitedAdvice"],
  }),
  ready: (host) => ({ tone: "good", headline: ["ready", host], advice: ["readyAdvice"] }),
};
