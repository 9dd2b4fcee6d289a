import type { MessageKey, Phrase } from "../src/browser/i18n.ts";
import type { Blocker } from "../src/delayed-events/blockers.ts";
import type { EndedBy } from "../src/delayed-events/delay.ts";
import type { DelayView } from "../src/messaging/contract.ts";
import { visible } from "../ui/visible.ts";
import { hostOfUrl } from "./hosts.ts";
import type { Standing } from "./standing.ts";
import { clockTime } from "./times.ts";

const DOUBTS: Record<Blocker, Phrase> = {
  "not-in-room": ["blockerNotInRoom"],
  "no-power": ["blockerNoPower"],
  "foreign-state-key": ["blockerForeignStateKey"],
  "too-large": ["blockerTooLarge"],
};
const SENT: Partial<Record<EndedBy, MessageKey>> = {
  time: "sentByTime",
  widget: "sentByWidget",
  user: "sentByUser",
};
const CANCELLED: Partial<Record<EndedBy, MessageKey>> = {
  widget: "cancelledByWidget",
  user: "cancelledByUser",
  "other-state": "cancelledByState",
  postdate: "cancelledByPostdate",
};

/** What words need from around them: a phrase put into words for the gap of another, and the clock's language. */
export interface Wording {
  say: (phrase: Phrase) => string;
  /** The browser's own if there is none. */
  locale?: string;
}

/** @returns why a pending delay will come to nothing, if it will, and what that means for a call */
export function blockerWords({ blocker, purpose }: DelayView, { say }: Wording): Phrase[] {
  if (!blocker) return [];
  const because: Phrase = ["willBeDropped", say(DOUBTS[blocker])];
  return purpose === "call-leave" ? [because, ["noSafetyNet"]] : [because];
}

/**
 * @returns what there is to say of a delay whose account has no session here: that nothing can be done to it while it is
 *   counted down, and that nobody can be asked what became of it; nothing of one that has ended
 */
export function sessionWords(
  { hasSession, client, userId }: DelayView,
  standing: Standing,
): Phrase | undefined {
  if (hasSession) return undefined;
  const who = [hostOfUrl(client), visible(userId)] as const;
  if (standing === "pending") return ["withoutSession", ...who];
  return ["due", "overdue", "gone"].includes(standing) ? ["unheardWithoutSession", ...who] : undefined;
}

/**
 * @param now epoch milliseconds
 * @returns what became of a delay; nothing while it is counted down
 */
export function endingWords(
  delay: DelayView,
  standing: Standing,
  now: number,
  { say, locale }: Wording,
): Phrase | undefined {
  const { dueAt = 0, endedAt = dueAt, by, resent, error, blocker, resendAt } = delay;
  const ended = clockTime(endedAt, now, locale);
  switch (standing) {
    case "pending":
      return undefined;
    case "due":
    case "overdue":
      return [standing, clockTime(dueAt, now, locale)];
    case "sent":
      return [resent ? "sentAnew" : ((by && SENT[by]) ?? "sent"), ended];
    case "cancelled":
      return [(by && CANCELLED[by]) ?? "cancelled", ended];
    case "gone":
      return ["gone", ended];
    case "dropped":
      if (resendAt !== undefined) return ["resendDue", clockTime(resendAt, now, locale)];
      if (error) return ["droppedBecause", ended, visible(error)];
      return blocker ? ["droppedBecause", ended, say(DOUBTS[blocker])] : ["dropped", ended];
    case "refused":
    case "unknown":
      return [standing, ended, error ? visible(error) : say(["noReason"])];
  }
}
