import type { FeatureAction } from "../features/feature.ts";
import { actionFor } from "../features/features.ts";
import { isPerformAnswer, RELOAD } from "../messaging/answers.ts";
import { errorResponse } from "../widget-api/errors.ts";
import { replyTo, type WidgetRequest, type WidgetResponse } from "../widget-api/message.ts";
import { uuid } from "../widget-api/uuid.ts";
import { askAgain, type BackgroundAnswer, isOrphaned } from "./ask-background.ts";
import { isLate } from "./injected-once.ts";
import { isWatched, note } from "./observer.ts";
import { post } from "./post.ts";

/** Answers a widget's request, in the host's name, with the failure that the host would report. */
export function refuse(widget: Window, request: WidgetRequest, origin: string): void {
  post(widget, replyTo(request, failureOf(actionFor(request)?.failure ?? "")), origin);
}

/**
 * Has the background perform the action that a widget requested of its host, and answers in the host's name. The widget
 * gets its answer in time, whatever happens to the background.
 */
export async function performFor(
  widget: Window,
  request: WidgetRequest,
  { origin, nonce, at }: { origin: string; nonce: string; at: number },
): Promise<void> {
  const missing = (["requestId", "widgetId"] as const).find((key) => !request[key]);
  const response = missing
    ? errorResponse(`Invalid request - missing ${missing}`)
    : await responseTo(widget, request, { nonce, at });
  post(widget, replyTo(request, response), origin);
}

/**
 * Has the background perform the action that a widget requested.
 * @param between the window at the other end of the conversation
 * @param asked.at when the widget sent the request (epoch ms)
 * @returns the reply's `response`: the background's answer, or else the failure that the host would report
 */
export async function responseTo(
  between: Window,
  request: WidgetRequest,
  { nonce, at }: { nonce: string; at: number },
): Promise<WidgetResponse> {
  const action = actionFor(request);
  if (!action) return errorResponse("");
  const answer = await askToPerform(between, request, { nonce, within: timeLeft(action, at) });
  if (isPerformAnswer(answer.value)) return answer.value.response;
  return answer.kind === "silence"
    ? errorResponse(action.failure, action.unanswered)
    : failureOf(action.failure);
}

/**
 * How long the widget still waits for its answer. After that nothing may be scheduled for the widget, which would never
 * learn of it.
 * @param at when it sent the request (epoch ms)
 * @returns milliseconds
 */
export function timeLeft({ answerWithin }: Pick<FeatureAction, "answerWithin">, at: number): number {
  return answerWithin - Math.max(0, Date.now() - at);
}

/**
 * Asks the background to perform an action in the host's stead. If the background dies meanwhile, it is asked again
 * with the same `id`, from which it can tell what it has already done.
 * @param between the window at the other end of the conversation
 * @param options.within milliseconds
 * @param options.failed whether the host knows the action and has just failed to perform it
 */
export function askToPerform(
  between: Window,
  { action, data, requestId }: WidgetRequest,
  { nonce, within, failed = false }: { nonce: string; within: number; failed?: boolean },
): Promise<BackgroundAnswer> {
  const traced = isWatched() && ({ traced: true } as const);
  const asked = { ask: "perform", nonce, id: uuid(), failed, action, data, ...traced } as const;
  const answering = askAgain((left) => ({ ...asked, within: left }), within);
  if (traced)
    void answering.then(({ value }) => {
      const requests = isPerformAnswer(value) && value.requests;
      if (requests) note(between, { is: "performed", requestId: String(requestId), requests });
    });
  return answering;
}

/** The failure that the host would report. In a page that has to be reloaded first, it says so. */
function failureOf(failure: string): WidgetResponse {
  return errorResponse(isLate() || isOrphaned() ? `${failure}: ${RELOAD}` : failure);
}
