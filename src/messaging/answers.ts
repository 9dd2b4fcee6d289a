import type { Approval } from "../widget-api/capabilities.ts";
import { isObject, type WidgetResponse } from "../widget-api/message.ts";

/** The answer to "stand-in": what stands under `response` in the reply to the widget. */
export interface StandInAnswer {
  response: WidgetResponse;
}

/** Says whether what came back from the background is an answer for a widget. */
export function isStandInAnswer(answer: unknown): answer is StandInAnswer {
  return isObject(answer) && isObject(answer.response);
}

/** The answer to "approved": what the widget is to be told, and has been granted. */
export interface ApprovalAnswer {
  approval: Approval;
}

/**
 * How long the script in a widget's frame waits for that, in milliseconds: the user is asked meanwhile, and perhaps about
 * other widgets first. Chromium ends a worker that has not done with a message after 5 minutes:
 * https://developer.chrome.com/docs/extensions/develop/concepts/service-workers/lifecycle
 */
export const APPROVAL_WITHIN = 250_000;

/** Says whether what came back from the background is what a widget is to be told of its capabilities. */
export function isApprovalAnswer(answer: unknown): answer is ApprovalAnswer {
  return isObject(answer) && isObject(answer.approval);
}

/** What helps where the extension was updated, or its site switched on, under a page that is open. */
export const RELOAD = "Postdate has changed, reload this page";
