import { hasKeys } from "../widget-api/message.ts";
import type { FrameAnswers } from "./frame-contract.ts";

/** Says whether the background's answer is a response for a widget. */
export function isPerformAnswer(answer: unknown): answer is Exclude<FrameAnswers["perform"], false> {
  return hasKeys(answer) && hasKeys(answer.response);
}

/**
 * How long the script in a widget's frame waits for the capabilities to report (ms): the user is asked in the meantime,
 * perhaps about other widgets first. Chromium ends a worker that takes more than 5 minutes over a message:
 * https://developer.chrome.com/docs/extensions/develop/concepts/service-workers/lifecycle
 */
export const APPROVAL_WITHIN = 250_000;

/** Says whether the background's answer contains the capabilities to report to a widget. */
export function isApprovalAnswer(answer: unknown): answer is Exclude<FrameAnswers["approved"], false> {
  return hasKeys(answer) && hasKeys(answer.approval);
}

/** What to do if the extension was updated, or its site switched on, while a page was open. */
export const RELOAD = "Postdate has changed, reload this page";
