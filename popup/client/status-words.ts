import type { Phrase } from "../../src/browser/i18n.ts";
import type { WidgetLine } from "../../src/messaging/views/client.ts";
import type { Diagnosis } from "../../src/messaging/views/diagnosis.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import { hostOfPattern } from "../../ui/hosts.ts";
import { shortageWords, stopsAll } from "../delays/shortage-words.ts";
import { isUnprotected } from "./line-words.ts";

/** How a state looks. In order: all well; off or waiting; needs the user; broken. */
export type Tone = "good" | "quiet" | "attention" | "bad";

/** What the state is, and what to do about it. */
export interface Status {
  tone: Tone;
  headline: Phrase;
  advice?: Phrase;
}

/** What is said before there is an overview, and if none came. */
export const LOOKING: Status = { tone: "quiet", headline: ["looking"] };
export const SILENT: Status = { tone: "bad", headline: ["silent"], advice: ["silentAdvice"] };

/** What a proxy in front of a homeserver must route to a server that knows delayed events. */
const RESTART_PATHS =
  "/_matrix/client/unstable/org.matrix.msc4140/delayed_events, /_matrix/client/v1/delayed_events";

const WORDS: Record<Diagnosis, (host: string, missing: string) => Status> = {
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

/**
 * @returns the state of the client in the tab, in words; if all else is well, that there is no space for anything new
 */
export function statusOf({
  diagnosis,
  client,
  shortage,
  widgets,
}: Pick<Overview, "diagnosis" | "client" | "shortage" | "widgets">): Status {
  const host = client ? hostOfPattern(client.site) : "";
  if (diagnosis === "ready" && stopsAll(shortage)) return shortageWords(shortage);
  if (diagnosis === "ready" && widgets) return readyWords(host, widgets);
  const status = WORDS[diagnosis](host, hostsOf(client?.missing ?? []));
  if (diagnosis !== "site-off") return status;
  if (client?.within) return { ...status, advice: ["siteOffWithinAdvice", host] };
  return client?.permitted ? { ...status, advice: ["siteOffPermittedAdvice", host] } : status;
}

/** @returns where the help says more of what `statusOf` says */
export function helpAnchorOf({
  diagnosis,
  shortage,
}: Pick<Overview, "diagnosis" | "shortage">): Diagnosis | "no-room" {
  return diagnosis === "ready" && stopsAll(shortage) ? "no-room" : diagnosis;
}

/** Nothing is in the client's way. Whether its widgets are protected is for them to show. */
function readyWords(host: string, widgets: readonly WidgetLine[]): Status {
  if (widgets.some(isUnprotected))
    return { tone: "attention", headline: ["someUnprotected"], advice: ["someUnprotectedAdvice"] };
  const isTried = widgets.some(({ state }) => state !== "untried" && state !== "asking");
  return isTried
    ? WORDS.ready(host, "")
    : { tone: "good", headline: ["readyUntried", host], advice: ["readyUntriedAdvice"] };
}

/** @returns the hosts of some match patterns, as a list for the reader */
function hostsOf(patterns: string[]): string {
  return patterns.map(hostOfPattern).join(", ");
}
