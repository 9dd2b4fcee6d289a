import type { Phrase } from "../../src/browser/i18n.ts";
import type { CallMembership, LeaveOutcome } from "../../src/messaging/views/calls.ts";
import { visible } from "../../ui/visible.ts";
import { roomWords } from "../room-words.ts";
import { clockTime, dateOf } from "../times.ts";

/** Says whether a membership has expired, so that most clients no longer show it. `now` is epoch milliseconds. */
export function hasRunOut({ expiresAt }: CallMembership, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/**
 * @param now epoch milliseconds
 * @param locale for the clock
 * @returns since when, from which device and until when the user is shown in a call
 */
export function membershipWords(call: CallMembership, now: number, locale: string): Phrase[] {
  const { since, from, expiresAt } = call;
  const time = (at: number) => minuteOf(at, now, locale);
  return [
    ...(since === undefined ? [] : [["stuckSince", time(since)] as const]),
    ...(from === "unknown" ? [] : [[from === "here" ? "stuckFromHere" : "stuckFromElsewhere"] as const]),
    ...(expiresAt === undefined
      ? []
      : [[hasRunOut(call, now) ? "stuckRanOut" : "stuckUntil", time(expiresAt)] as const]),
  ];
}

/** @returns the time of day, to the minute; with the date if that differs from `now`'s (both epoch ms) */
function minuteOf(at: number, now: number, locale: string): string {
  const [date, today] = [dateOf(at), dateOf(now)];
  const day = { month: "short", day: "numeric" } as const;
  const time = { hour: "numeric", minute: "2-digit" } as const;
  const isToday = date.toDateString() === today.toDateString();
  return new Intl.DateTimeFormat(locale, isToday ? time : { ...time, ...day }).format(date);
}

/** @returns the question before leaving a call, and what else leaving does */
export function questionWords({ room, from }: CallMembership): Phrase[] {
  // The marks isolate the name's direction from the sentence around it.
  const name = `\u2068${roomWords(room)}\u2069`;
  return [["leaveCallQuestion", name], [from === "here" ? "leaveCallHere" : "leaveCallElsewhere"]];
}

/**
 * @param outcome absent if no answer came
 * @param now epoch milliseconds
 * @param locale for the clock
 * @returns why a call was not left; nothing if it was
 */
export function notLeftWords(
  outcome: LeaveOutcome | undefined,
  now: number,
  locale: string,
): Phrase | undefined {
  if (!outcome) return ["updateUnanswered"];
  if (outcome.ok) return undefined;
  switch (outcome.reason) {
    case "alive":
      return ["leaveCallAlive"];
    case "other-device":
      return ["leaveCallOtherDevice"];
    case "unchecked":
      return ["leaveCallUnchecked"];
    case "over":
      return ["leaveCallOver"];
    case "not-allowed":
      return ["leaveCallNotAllowed"];
    case "limited":
      return ["updateLimited", clockTime(outcome.at ?? now, now, locale)];
    case "no-session":
      return ["updateWithoutSession"];
    case undefined:
      return ["leaveCallFailed", visible(outcome.error)];
  }
}
