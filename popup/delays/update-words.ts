import type { Phrase } from "../../src/browser/i18n.ts";
import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import type { Failure } from "../state.ts";
import { clockTime } from "../times.ts";
import type { DisplayedState } from "./displayed-state.ts";
import { errorWords } from "./error-words.ts";
import type { Wording } from "./wording.ts";

const FAILED = { restart: "restartFailed", send: "sendFailed", cancel: "cancelFailed" } as const;
const DONE = { restart: "restartDone", send: "sendDone", cancel: "cancelDone" } as const;

/**
 * @param now epoch milliseconds
 * @returns why an action failed, or that this is not known
 */
export function failureWords({ action, refusal }: Failure, now: number, wording: Wording): Phrase {
  if (!refusal) return ["updateUnanswered"];
  const { reason, at = now, error } = refusal;
  const { locale } = wording;
  switch (reason) {
    case "gone":
      return ["updateGone"];
    case "limited":
      return ["updateLimited", clockTime(at, now, locale)];
    case "resend-due":
      return ["updateOwed", clockTime(at, now, locale)];
    case "no-session":
      return ["updateWithoutSession"];
    case "forgotten":
      return ["updateForgotten"];
    // Never the refusal of a delay's update: no preset concerns delays.
    case "preset":
    case undefined:
      return [FAILED[action], errorWords(error, wording)];
  }
}

/**
 * @returns a failure, unless its delay was sent or cancelled since: the action then simply came too late
 */
export function stillTrue(failure: Failure | undefined, displayed: DisplayedState): Failure | undefined {
  const isDone = displayed === "sent" || displayed === "cancelled";
  return isDone && failure?.refusal?.reason !== "gone" ? undefined : failure;
}

/**
 * @param delay its state after the action
 * @returns the text that screen readers announce when an action has succeeded
 */
export function doneWords(action: UpdateAction, delay: Pick<DelayView, "resent"> | undefined): Phrase {
  return action === "send" && delay?.resent ? ["sendSecondTimeDone"] : [DONE[action]];
}
