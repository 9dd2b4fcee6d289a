import type { MessageKey } from "../../src/browser/i18n.ts";
import { type OwnError, ownErrorIn } from "../../src/delayed-events/own-errors.ts";
import { visible } from "../../ui/visible.ts";
import type { Wording } from "./wording.ts";

const WORDS: Record<OwnError, MessageKey> = {
  "too-late": "errorTooLate",
  unreadable: "errorUnreadable",
  "too-long": "errorUnreadable",
  "web-page": "errorWebPage",
  "token-run-out": "errorTokenRunOut",
  "at-once": "errorAtOnce",
  "sends-at-once": "errorSendsAtOnce",
  "no-delayed-events": "errorNoDelayedEvents",
  "no-sticky-events": "errorNoStickyEvents",
  "no-guests": "errorNoGuests",
  "no-restarts": "errorNoRestarts",
};

/** @returns an error for the middle of a sentence: our own in the reader's language, any other unchanged */
export function errorWords(error: string, { say }: Pick<Wording, "say">): string {
  const own = ownErrorIn(error);
  return own ? say([WORDS[own]]) : visible(error);
}
