import { standInFor } from "../host-support/stand-ins.ts";
import { isStandInAnswer } from "../messaging/answers.ts";
import { errorResponse } from "../widget-api/errors.ts";
import { replyTo, type WidgetRequest, type WidgetResponse } from "../widget-api/message.ts";
import { uuid } from "../widget-api/uuid.ts";
import { type Answer, askBackground, isOrphaned } from "./background-link.ts";
import { post } from "./frame-link.ts";

/** A background that dies is asked so often. */
const TRIES = 3;
/** What must be left of the time for another try (ms): the background has to start first. */
const WORTH_TRYING = 300;

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
  const answer = await askStandIn(request, nonce, standIn.answerWithin);
  if (isStandInAnswer(answer.value)) return answer.value.response;
  return answer.kind === "silence"
    ? errorResponse(standIn.failure, standIn.unanswered)
    : failureOf(standIn.failure);
}

/**
 * Asks the background to do an action in the host's stead. Where it dies meanwhile it is asked again, for the same: by the `id`
 * it knows what it has done of it already.
 * @param within milliseconds
 */
export async function askStandIn(
  { action, data }: WidgetRequest,
  nonce: string,
  within: number,
): Promise<Answer> {
  const deadline = Date.now() + within;
  const asked = { ask: "stand-in", nonce, id: uuid(), action, data } as const;
  for (let left = TRIES; ; left -= 1) {
    const answer = await askBackground(asked, deadline - Date.now());
    if (answer.kind !== "silence" || left === 1 || Date.now() + WORTH_TRYING > deadline) return answer;
  }
}

/** The failure of a host that cannot, and what to do where that is why. */
function failureOf(failure: string): WidgetResponse {
  return errorResponse(isOrphaned() ? `${failure}: Postdate was updated, reload this page` : failure);
}
