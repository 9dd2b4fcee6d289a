import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { IMatrixApiError } from "matrix-widget-api";
import type { FeatureAction } from "../../features/feature.ts";
import { errorResponse, WidgetError } from "../../widget-api/errors.ts";
import type { WidgetResponse } from "../../widget-api/message.ts";
import { LedgerFullError } from "../delays/ledger.ts";
import { UnansweredError } from "../homeserver/delayed-events.ts";
import { isUnrecognized } from "../homeserver/dialect.ts";
import { isNoAnswer } from "../homeserver/request-errors.ts";

/**
 * Reports a failure to a widget as the reference host would: it names the widget's own mistakes, and has one sentence
 * for everything that went wrong behind the host, with the homeserver's answer if there is one.
 * @param rewriteRefusal rewrites that answer into a form that the feature's widgets understand
 */
export async function responseTo(
  error: unknown,
  { failure, unanswered }: Pick<FeatureAction, "failure" | "unanswered">,
  rewriteRefusal = async (refusal: IMatrixApiError) => refusal,
): Promise<WidgetResponse> {
  if (error instanceof WidgetError) return error.asResponse();
  if (error instanceof LedgerFullError) return errorResponse(`${failure}: ${error.message}`);
  const cause = error instanceof UnansweredError ? error.cause : error;
  const isSilence = error instanceof UnansweredError || isNoAnswer(error);
  const refusal = refusalIn(cause) ?? (isSilence ? unanswered : undefined);
  return errorResponse(failure, refusal && (await rewriteRefusal(refusal)));
}

/**
 * @returns the answer of the homeserver, or of a proxy in front of it, in the form that widgets know. Only two kinds of
 *   answers without a Matrix error body are passed on: those that mean "try later", since MatrixRTC waits after them,
 *   and a 409, since only a homeserver would send it: the delayed event has ended. Any other would make MatrixRTC
 *   give up a call (matrix-js-sdk 43, MembershipManager.actionUpdateFromErrors), and the reference host's driver passes
 *   none on. An error about an unknown endpoint is not passed on for the same reason: it says nothing about the delay.
 */
function refusalIn(error: unknown): IMatrixApiError | undefined {
  if (isUnrecognized(error)) return undefined;
  if (error instanceof MatrixError) return error.asWidgetApiErrorData();
  if (!(error instanceof HTTPError) || !isPassedOn(error.httpStatus)) return undefined;
  return {
    http_status: error.httpStatus,
    http_headers: Object.fromEntries(error.httpHeaders ?? []),
    url: "",
    response: { errcode: "M_UNKNOWN", error: `The homeserver answered ${error.httpStatus}` },
  };
}

function isPassedOn(status: number | undefined): status is number {
  return status !== undefined && (status >= 500 || status === 429 || status === 409);
}
