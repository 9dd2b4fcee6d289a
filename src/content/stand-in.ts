import { standInFor } from "../host-support/stand-ins.ts";
import { isStandInAnswer } from "../messaging/answers.ts";
import { errorResponse } from "../widget-api/errors.ts";
import { replyTo, type WidgetRequest, type WidgetResponse } from "../widget-api/message.ts";
import { askBackground, isOrphaned } from "./background-link.ts";
import { post } from "./frame-link.ts";

/** Answers a widget's request with the failure of a host that cannot, in the host's name. */
export function refuse(widget: Window, message: object, origin: string): void {
  const request = message as WidgetRequest;
  post(widget, replyTo(request, failureOf(standInFor(request)?.failure ?? "")), origin);
}

/**
 * Has the background do what a widget asked of its host, and answers the widget in the host's name. The widget has an
 * answer in time, whatever becomes of the background.
 */
export async function performFor(
  widget: Window,
  message: object,
  { origin, nonce }: { origin: string; nonce: string },
): Promise<void> {
  const request = message as WidgetRequest;
  const missing = (["requestId", "widgetId"] as const).find((key) => !request[key]);
  const response = missing
    ? errorResponse(`Invalid request - missing ${missing}`)
    : await responseTo(request, nonce);
  post(widget, replyTo(request, response), origin);
}

/**
 * Has the background do what a widget asked for.
 * @returns what stands under `response`: the background's answer, else the failure of a host that cannot
 */
export async function responseTo(request: WidgetRequest, nonce: string): Promise<WidgetResponse> {
  const standIn = standInFor(request);
  if (!standIn) return errorResponse("");
  const { action, data } = request;
  const answer = await askBackground({ ask: "stand-in", nonce, action, data }, standIn.answerWithin);
  return isStandInAnswer(answer.value) ? answer.value.response : failureOf(standIn.failure);
}

/** The failure of a host that cannot, and what to do where that is why. */
function failureOf(failure: string): WidgetResponse {
  return errorResponse(isOrphaned() ? `${failure}: Postdate was updated, reload this page` : failure);
}
