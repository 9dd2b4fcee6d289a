import type { Phrase } from "../src/browser/i18n.ts";
import type { Outcome } from "../src/messaging/views/outcomes.ts";
import { visible } from "./visible.ts";

/**
 * @param outcome absent if no answer came
 * @param failed the message key of a failure, whose gap takes the background's error
 * @returns why the user's action failed; nothing if it succeeded
 */
export function refusalWords(outcome: Outcome | undefined, failed: Phrase[0]): Phrase | undefined {
  if (!outcome) return ["updateUnanswered"];
  if (outcome.ok) return undefined;
  return outcome.reason === "preset" ? ["organisationDecides"] : [failed, visible(outcome.error)];
}
