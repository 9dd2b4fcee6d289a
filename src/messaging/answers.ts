import { isObject, type WidgetResponse } from "../widget-api/message.ts";

/** The answer to "stand-in": what stands under `response` in the reply to the widget. */
export interface StandInAnswer {
  response: WidgetResponse;
}

/** Says whether what came back from the background is an answer for a widget. */
export function isStandInAnswer(answer: unknown): answer is StandInAnswer {
  return isObject(answer) && isObject(answer.response);
}
