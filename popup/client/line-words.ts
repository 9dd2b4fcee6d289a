import type { Phrase } from "../../src/browser/i18n.ts";
import type { EndedByUser, WidgetLine, WidgetState } from "../../src/messaging/views/client.ts";
import { hostOfUrl } from "../../ui/hosts.ts";
import { visible } from "../../ui/visible.ts";
import type { Tone } from "./diagnosis-words.ts";

/** The look and the text of a widget's line. */
export interface LineWords {
  tone: Tone;
  line: Phrase;
  hint?: Phrase;
}

const PLAIN: Partial<Record<WidgetState, LineWords>> = {
  native: { tone: "good", line: ["lineNative"] },
  asking: { tone: "attention", line: ["lineAsking"] },
  refused: { tone: "attention", line: ["lineRefused"] },
  unanswered: { tone: "attention", line: ["lineUnanswered"] },
  encrypted: { tone: "attention", line: ["lineEncrypted"], hint: ["lineEncryptedHint"] },
  reload: { tone: "attention", line: ["lineReload"] },
  untried: { tone: "quiet", line: ["lineUntried"] },
};

/** Something that the user has ended is no fault, but a call may go on without protection. */
const ENDED: Record<EndedByUser["how"], Phrase[0]> = {
  "exit-cancelled": "lineExitCancelled",
  left: "lineLeft",
  other: "lineEndedByUser",
};

/** @param ago puts the time since something (ms) into words */
export function lineWords(
  { widget, state, at, took, error, ended = "other" }: WidgetLine,
  now: number,
  ago: (ms: number) => string,
): LineWords {
  const since = at === undefined ? "" : ago(Math.max(0, now - at));
  if (state === "protected")
    return {
      tone: "good",
      line:
        took === undefined ? ["lineProtected", since] : ["lineProtectedIn", since, String(Math.round(took))],
    };
  if (state === "user-ended") return { tone: "quiet", line: [ENDED[ended], since], hint: ["lineMayProtect"] };
  if (state === "not-granted") return { tone: "attention", line: ["lineNotGranted", hostOfUrl(widget)] };
  if (state === "failed") return { tone: "bad", line: ["lineFailed", since, visible(error ?? "")] };
  return PLAIN[state] ?? { tone: "quiet", line: ["lineUntried"] };
}

/** Says whether a widget in this state lacks protection. */
export function isUnprotected({ state, gone }: WidgetLine): boolean {
  return !gone && !["native", "protected", "untried", "user-ended"].includes(state);
}
