import type { StandIn } from "../delayed-events/stand-in.ts";
import { isStandInAnswer } from "../messaging/answers.ts";
import { errorResponse } from "../widget-api/errors.ts";
import { replyTo, type WidgetRequest, type WidgetResponse } from "../widget-api/message.ts";
import { askBackground } from "./background-link.ts";
import { whereaboutsOf } from "./whereabouts.ts";

/**
 * Has the background do what a widget asked of its host, and replies to the window that asked. The widget has an answer
 * in time, whatever becomes of the background. A widget whose window is gone is owed none, and nothing is done for it.
 */
export async function answerInHostsStead(
  event: MessageEvent,
  request: WidgetRequest,
  standIn: StandIn,
): Promise<void> {
  const widget = event.source as Window | null;
  if (!widget) return;
  const response = await responseTo(request, event, widget, standIn);
  // A sandboxed frame has the origin "null", which is no target; its window is target enough.
  const target = event.origin === "null" ? "*" : event.origin;
  widget.postMessage(replyTo(request, response), target);
}

async function responseTo(
  request: WidgetRequest,
  event: MessageEvent,
  widget: Window,
  standIn: StandIn,
): Promise<WidgetResponse> {
  const { action, data, widgetId, requestId } = request;
  if (typeof requestId !== "string" || requestId === "")
    return errorResponse("Invalid request - missing requestId");
  if (typeof widgetId !== "string" || widgetId === "")
    return errorResponse("Invalid request - missing widgetId");
  const answer = await askBackground(
    {
      ask: "stand-in",
      action,
      data,
      widget: { id: widgetId, origin: event.origin },
      whereabouts: whereaboutsOf(widget),
    },
    standIn.answerWithin,
  );
  if (answer.kind === "orphaned")
    return errorResponse(`${standIn.failure}: Postdate was updated, reload this page`);
  return answer.kind === "answered" && isStandInAnswer(answer.value)
    ? answer.value.response
    : errorResponse(standIn.failure);
}
