import type { Phrase } from "../src/browser/i18n.ts";
import type { UpdateAction } from "../src/delayed-events/stand-in.ts";
import type { DelayView } from "../src/messaging/contract.ts";
import { hostOfUrl } from "./hosts.ts";
import type { Standing } from "./standing.ts";
import type { Failure } from "./state.ts";
import { ago, clockTime } from "./times.ts";
import { visible } from "./visible.ts";

/** @returns what the delay is for */
export function purposeWords({ purpose, type }: Pick<DelayView, "purpose" | "type">): Phrase {
  if (purpose === "call-leave") return ["callLeave"];
  return purpose === "message" ? ["message"] : ["stateChange", visible(type)];
}

/** @returns which widget scheduled it, in which client */
export function originWords({ widget, client }: Pick<DelayView, "widget" | "client">): Phrase {
  // A frame that is sandboxed without `allow-same-origin` has the origin "null".
  if (widget.origin === "null") return ["originsSandboxed", hostOfUrl(client)];
  return ["origins", hostOfUrl(widget.origin), hostOfUrl(client)];
}

/**
 * @param now epoch milliseconds
 * @returns when the delay was last restarted; nothing for what nobody restarts
 */
export function restartWords(
  { restartedAt, purpose }: Pick<DelayView, "restartedAt" | "purpose">,
  now: number,
  language: string,
): Phrase | undefined {
  if (restartedAt === undefined) return purpose === "call-leave" ? ["notRestarted"] : undefined;
  const since = ago(now - restartedAt, language);
  return since === undefined ? ["restartedNow"] : ["restarted", since];
}

/**
 * @param now epoch milliseconds
 * @param locale for the clock; the browser's own if there is none
 * @returns what became of a delay; nothing while it is counted down
 */
export function standingWords(
  standing: Standing,
  { dueAt = 0, endedAt = dueAt, error }: Pick<DelayView, "dueAt" | "endedAt" | "error">,
  now: number,
  { noReason, locale }: { noReason: string; locale?: string },
): Phrase | undefined {
  const ended = clockTime(endedAt, now, locale);
  switch (standing) {
    case "pending":
      return undefined;
    case "due":
    case "overdue":
      return [standing, clockTime(dueAt, now, locale)];
    case "sent":
    case "cancelled":
    case "gone":
      return [standing, ended];
    case "came-to-nothing":
      return ["gone", ended];
    case "refused":
    case "unknown":
      return [standing, ended, error || noReason];
  }
}

const FAILED = { restart: "restartFailed", send: "sendFailed", cancel: "cancelFailed" } as const;
const DONE = { restart: "restartDone", send: "sendDone", cancel: "cancelDone" } as const;

/** @returns why an action came to nothing, or that this is not known */
export function failureWords({ action, error }: Failure): Phrase {
  return error === undefined ? ["updateUnanswered"] : [FAILED[action], error];
}

/** @returns what is read out when an action has succeeded */
export function doneWords(action: UpdateAction): Phrase {
  return [DONE[action]];
}
