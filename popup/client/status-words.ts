import type { WidgetLine } from "../../src/messaging/views/client.ts";
import type { Diagnosis } from "../../src/messaging/views/diagnosis.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import { hostOfPattern } from "../../ui/hosts.ts";
import { shortageWords, stopsAll } from "../delays/shortage-words.ts";
import { isInTrouble } from "../delays/trouble.ts";
import { DIAGNOSIS_WORDS, type Status } from "./diagnosis-words.ts";
import { isUnprotected } from "./line-words.ts";

/** The status before there is an overview, and if none came. */
export const LOOKING: Status = { tone: "quiet", headline: ["looking"] };
export const SILENT: Status = { tone: "bad", headline: ["silent"], advice: ["silentAdvice"] };

type Told = Pick<Overview, "diagnosis" | "client" | "shortage" | "widgets" | "server" | "found"> &
  Partial<Pick<Overview, "delays">>;

const SOME_UNPROTECTED: Status = {
  tone: "attention",
  headline: ["someUnprotected"],
  advice: ["someUnprotectedAdvice"],
};
const TOO_TIGHT: Status = {
  tone: "attention",
  headline: ["restartsLimited"],
  advice: ["restartsTooTightAdvice"],
};

/** @returns the state of the client in the tab, in words; a shortage of space only if all else is well */
export function statusOf({ diagnosis, client, shortage, widgets, server, ...seen }: Told): Status {
  const host = client ? hostOfPattern(client.site) : "";
  if (diagnosis === "ready" && stopsAll(shortage)) return shortageWords(shortage);
  if (isTooTight({ diagnosis, server })) return TOO_TIGHT;
  if (diagnosis === "ready" && isUnsafe(seen)) return SOME_UNPROTECTED;
  if (diagnosis === "ready" && widgets) return readyWords(host, widgets);
  const status = DIAGNOSIS_WORDS[diagnosis](host, hostsOf(client?.missing ?? []));
  if (diagnosis !== "site-off") return status;
  if (client?.within) return { ...status, advice: ["siteOffWithinAdvice", host] };
  return client?.permitted ? { ...status, advice: ["siteOffPermittedAdvice", host] } : status;
}

/** @returns the anchor of the help about the status that `statusOf` returns */
export function helpAnchorOf({
  diagnosis,
  shortage,
  server,
}: Pick<Overview, "diagnosis" | "shortage" | "server">): Diagnosis | "no-space" {
  if (diagnosis === "ready" && stopsAll(shortage)) return "no-space";
  return isTooTight({ diagnosis, server }) ? "restarts-limited" : diagnosis;
}

/** Says whether the only problem is that the homeserver is known to accept fewer restarts than these widgets send. */
function isTooTight({ diagnosis, server }: Pick<Overview, "diagnosis" | "server">): boolean {
  return server?.fits === false && (diagnosis === "ready" || diagnosis === "restarts-limited");
}

/**
 * Says whether a pending leave of one of the client's calls is in trouble: it will not fire, or cannot be held back.
 */
function isUnsafe({ found, delays = [] }: Pick<Told, "found" | "delays">): boolean {
  return delays.some(
    (delay) =>
      delay.client === found?.origin &&
      delay.purpose === "call-leave" &&
      delay.state === "pending" &&
      isInTrouble(delay),
  );
}

/** @returns the status of a client that nothing stands in the way of; its widgets decide whether it is protected */
function readyWords(host: string, widgets: readonly WidgetLine[]): Status {
  if (widgets.some(isUnprotected)) return SOME_UNPROTECTED;
  if (widgets.some(({ ended }) => ended === "exit-cancelled"))
    return { tone: "quiet", headline: ["pausedByUser"], advice: ["pausedByUserAdvice"] };
  const isTried = widgets.some(({ state }) => state === "native" || state === "protected");
  return isTried
    ? DIAGNOSIS_WORDS.ready(host, "")
    : { tone: "good", headline: ["readyUntried", host], advice: ["readyUntriedAdvice"] };
}

/** @returns the hosts of some match patterns, as a list */
function hostsOf(patterns: string[]): string {
  return patterns.map(hostOfPattern).join(", ");
}
