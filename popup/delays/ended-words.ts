import type { MessageKey, Phrase } from "../../src/browser/i18n.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import { visible } from "../../ui/visible.ts";
import type { DisplayedState } from "./displayed-state.ts";
import { reasonOf } from "./ending-words.ts";
import type { Wording } from "./wording.ts";

type Purpose = DelayView["purpose"];

const SENT: Record<Purpose, MessageKey> = {
  "call-leave": "endedTakenOut",
  message: "endedMessageSent",
  state: "endedChanged",
};
const CANCELLED: Record<Purpose, MessageKey> = {
  "call-leave": "endedLeaveCancelled",
  message: "endedMessageCancelled",
  state: "endedChangeCancelled",
};
const UNSURE: Record<Purpose, MessageKey> = {
  "call-leave": "endedLeaveUnsure",
  message: "endedMessageUnsure",
  state: "endedChangeUnsure",
};

/**
 * @returns how a delay ended, in one line in the past tense. It claims no more than is known: a user whose leave was
 *   sent early has left, and was taken out only if the homeserver sent it on time
 */
export function endedWords(delay: DelayView, displayed: DisplayedState, wording: Wording): Phrase {
  const { purpose, type, by } = delay;
  const said = (keys: Record<Purpose, MessageKey>): Phrase =>
    purpose === "state" ? [keys.state, visible(type)] : [keys[purpose]];
  switch (displayed) {
    case "sent":
      if (purpose === "call-leave" && by !== "time") return ["endedLeft"];
      return said(SENT);
    case "cancelled":
      return said(CANCELLED);
    case "dropped":
      return droppedWords(delay, wording);
    case "refused":
      return ["endedRefused"];
    case "unknown":
      return ["endedUnanswered"];
    default:
      return said(UNSURE);
  }
}

function droppedWords(delay: DelayView, wording: Wording): Phrase {
  if (delay.resendAt !== undefined) return ["endedResendDue"];
  const reason = reasonOf(delay, wording);
  if (delay.purpose === "call-leave") return reason ? ["endedNotOutBecause", reason] : ["endedNotOut"];
  return reason ? ["endedNotSentBecause", reason] : ["endedNotSent"];
}
