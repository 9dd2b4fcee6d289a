import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { IMatrixApiError } from "matrix-widget-api";
import { inWordsOfMatrixRtc, isTooLarge, longestIn } from "../delayed-events/homeserver-answers.ts";
import { errorResponse, NO_ANSWER, WidgetError } from "../widget-api/errors.ts";
import type { WidgetResponse } from "../widget-api/message.ts";
import { UnansweredError } from "./homeserver/delayed-events.ts";
import type { Homeserver } from "./homeserver/homeserver.ts";

/**
 * What a widget is told of a failure, as the reference host would: the widget's own mistakes by name, everything that went
 * wrong behind it by one sentence, with the homeserver's answer beside it where there is one.
 * @param failure the sentence
 */
export async function responseTo(
  error: unknown,
  failure: string,
  homeserver?: Pick<Homeserver, "longestDelay">,
): Promise<WidgetResponse> {
  if (error instanceof WidgetError) return error.asResponse();
  const refusal = error instanceof UnansweredError ? (refusalIn(error.cause) ?? NO_ANSWER) : refusalIn(error);
  if (!refusal) return errorResponse(failure);
  const isUnclear = isTooLarge(refusal) && longestIn(refusal) === undefined;
  const longest = isUnclear ? await homeserver?.longestDelay().catch(() => undefined) : undefined;
  return errorResponse(failure, inWordsOfMatrixRtc(refusal, longest));
}

/** @returns the homeserver's answer, or that of what stands before it, in the form that widgets know */
function refusalIn(error: unknown): IMatrixApiError | undefined {
  if (error instanceof MatrixError) return error.asWidgetApiErrorData();
  if (!(error instanceof HTTPError) || error.httpStatus === undefined) return undefined;
  return {
    http_status: error.httpStatus,
    http_headers: Object.fromEntries(error.httpHeaders ?? []),
    url: "",
    response: { errcode: "M_UNKNOWN", error: `The homeserver answered ${error.httpStatus}` },
  };
}
