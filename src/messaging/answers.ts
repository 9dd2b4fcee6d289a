import { isObject } from "../widget-api/message.ts";
import type { FrameAnswers } from "./contract.ts";

/** Says whether what came back from the background is an answer for a widget. */
export function isPerformAnswer(answer: unknown): answer is Exclude<FrameAnswers["perform"], false> {
  return isObject(answer) && isObject(answer.response);
}

/**
 * How long the script in a widget's frame waits to hear what the widget is to be told, in milliseconds: the user is asked
 * meanwhile, and perhaps about other widgets first. Chromium ends a worker that has not done with a message after 5 minutes:
 * https://developer.chrome.com/docs/extensions/develop/concepts/service-workers/lifecycle
 */
export const APPROVAL_WITHIN = 250_000;

/** Says whether what came back from the background is what a widget is to be told of its capabilities. */
export function isApprovalAnswer(answer: unknown): answer is Exclude<FrameAnswers["approved"], false> {
  return isObject(answer) && isObject(answer.approval);
}

/** What helps where the extension was updated, or its site switched on, under a page that is open. */
export const RELOAD = "Postdate has changed, reload this page";
