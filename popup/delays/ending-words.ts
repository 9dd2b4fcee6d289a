import type { MessageKey, Phrase } from "../../src/browser/i18n.ts";
import type { Blocker } from "../../src/delayed-events/blockers.ts";
import type { EndedBy } from "../../src/delayed-events/delay.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import { hostOfUrl } from "../../ui/hosts.ts";
import { visible } from "../../ui/visible.ts";
import { clockTime } from "../times.ts";
import type { DisplayedState } from "./displayed-state.ts";
import { errorWords } from "./error-words.ts";
import type { Wording } from "./wording.ts";

const BLOCKERS: Record<Blocker, Phrase> = {
  "not-in-room": ["blockerNotInRoom"],
  "no-power": ["blockerNoPower"],
  "foreign-state-key": ["blockerForeignStateKey"],
  "too-large": ["blockerTooLarge"],
  "not-canonical": ["blockerNotCanonical"],
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

/** @returns why a delay failed: the homeserver's error, or the known blocker; nothing if the reason is unknown */
export function reasonOf(
  { error, blocker }: Pick<DelayView, "error" | "blocker">,
  { say }: Pick<Wording, "say">,
): string | undefined {
  if (error) return errorWords(error, { say });
  return blocker && say(BLOCKERS[blocker]);
}

/** @returns why a pending delay will be dropped, or cannot be held back, and the consequence for a call */
export function blockerWords({ blocker, unheld, purpose }: DelayView, { say }: Wording): Phrase[] {
  if (!blocker) return unheld ? [[purpose === "call-leave" ? "leaveUnheld" : "unheld"]] : [];
  const because: Phrase = ["willBeDropped", say(BLOCKERS[blocker])];
  return purpose === "call-leave" ? [because, ["noSafetyNet"]] : [because];
}

/**
 * @returns a note for a delay whose account has no session here: while it is pending, that nothing can be done to it;
 *   later, that Postdate cannot ask how it ended; nothing for a delay that has ended
 */
export function sessionWords(
  { hasSession, client, userId }: DelayView,
  displayed: DisplayedState,
): Phrase | undefined {
  if (hasSession) return undefined;
  const who = [visible(userId), hostOfUrl(client)] as const;
  if (displayed === "pending") return ["withoutSession", ...who];
  return ["due", "overdue", "gone"].includes(displayed) ? ["unheardWithoutSession", ...who] : undefined;
}

/**
 * @param now epoch milliseconds
 * @returns how a delay ended; nothing while it is pending
 */
export function endingWords(
  delay: DelayView,
  displayed: DisplayedState,
  now: number,
  wording: Wording,
): Phrase | undefined {
  const { say, locale } = wording;
  const { dueAt = 0, endedAt = dueAt, by, resent, error, resendAt, elsewhere } = delay;
  const reason = reasonOf(delay, wording);
  const ended = clockTime(endedAt, now, locale);
  switch (displayed) {
    case "pending":
      return undefined;
    case "due":
    case "overdue":
      return [elsewhere ? "dueElsewhere" : displayed, clockTime(dueAt, now, locale)];
    case "sent":
      return [resent ? "sentSecondTime" : ((by && SENT[by]) ?? "sent"), ended];
    case "cancelled":
      return [(by && CANCELLED[by]) ?? "cancelled", ended];
    case "gone":
      return ["gone", ended];
    case "dropped":
      if (resendAt !== undefined) return ["resendDue", clockTime(resendAt, now, locale)];
      return reason ? ["droppedBecause", ended, reason] : ["dropped", ended];
    case "refused":
    case "unknown":
      return [displayed, ended, error ? errorWords(error, wording) : say(["noReason"])];
  }
}
