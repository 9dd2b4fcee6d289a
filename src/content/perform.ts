import type { FeatureAction } from "../features/feature.ts";
import { actionFor } from "../features/features.ts";
import { isPerformAnswer, RELOAD } from "../messaging/answers.ts";
import { errorResponse } from "../widget-api/errors.ts";
import { replyTo, type WidgetRequest, type WidgetResponse } from "../widget-api/message.ts";
import { uuid } from "../widget-api/uuid.ts";
import { askAgain, type BackgroundAnswer, isOrphaned } from "./ask-background.ts";
import { post } from "./post.ts";

/** Answers a widget's request with the failure of a host that cannot, in the host's name. */
export function refuse(widget: Window, message: object, origin: string): void {
  const request = message as WidgetRequest;
  post(widget, replyTo(request, failureOf(actionFor(request)?.failure ?? "")), origin);
}

/**
 * Has the background do what a widget asked of its host, and answers the widget in the host's name. The widget has an
 * answer in time, whatever becomes of the background.
 */
export async function performFor(
  widget: Window,
  message: object,
  { origin, nonce, at }: { origin: string; nonce: string; at: number },
): Promise<void> {
  const request = message as WidgetRequest;
  const missing = (["requestId", "widgetId"] as const).find((key) => !request[key]);
  const response = missing
    ? errorResponse(`Invalid request - missing ${missing}`)
    : await responseTo(request, nonce, at);
  post(widget, replyTo(request, response), origin);
}

/**
 * Has the background do what a widget asked for.
 * @param at when it asked (epoch ms)
 * @returns what stands under `response`: the background's answer, else the failure of a host that cannot
 */
export async function responseTo(request: WidgetRequest, nonce: string, at: number): Promise<WidgetResponse> {
  const action = actionFor(request);
  if (!action) return errorResponse("");
  const answer = await askToPerform(request, nonce, timeLeft(action, at));
  if (isPerformAnswer(answer.value)) return answer.value.response;
  return answer.kind === "silence"
    ? errorResponse(action.failure, action.unanswered)
    : failureOf(action.failure);
}

/**
 * What is left of the time in which a widget must have an answer: what it no longer waits for is not to be scheduled, for it
 * would never learn of it.
 * @param at when it asked (epoch ms)
 * @returns milliseconds
 */
export function timeLeft({ answerWithin }: Pick<FeatureAction, "answerWithin">, at: number): number {
  return answerWithin - Math.max(0, Date.now() - at);
}

/**
 * Asks the background to do an action in the host's stead. Where it dies meanwhile it is asked again, for the same: by the `id`
 * it knows what it has done of it already.
 * @param within milliseconds
 * @param options.failed whether the host, which knows it, has just failed at it
 */
export function askToPerform(
  { action, data }: WidgetRequest,
  nonce: string,
  within: number,
  { failed = false } = {},
): Promise<BackgroundAnswer> {
  const asked = { ask: "perform", nonce, id: uuid(), failed, action, data } as const;
  return askAgain((left) => ({ ...asked, within: left }), within);
}

/** The failure of a host that cannot, and what to do where that is why. */
function failureOf(failure: string): WidgetResponse {
  return errorResponse(isOrphaned() ? `${failure}: ${RELOAD}` : failure);
}
