import type { IMatrixApiError } from "matrix-widget-api";
import { asDuration } from "../../delayed-events/times.ts";
import type { DelayingHomeserver } from "./driver.ts";

/** The names of "the delay is too large": Synapse from 1.161 on, and the upcoming specification. */
const TOO_LARGE = ["ORG.MATRIX.MSC4140_DELAY_TOO_LARGE", "M_DELAY_TOO_LARGE"];

/**
 * Rewrites a homeserver's refusal to a form that a call survives. All other refusals reach the widget as they are.
 *
 *  - 409: the delayed event was already sent or cancelled, on a homeserver that remembers how it ended. This is fatal
 *    to the MatrixRTC of matrix-js-sdk 43. It knows the 404 of homeservers without a memory, and schedules again, or
 *    leaves by a plain event (js-sdk#5553).
 *  - The delay is too large: MatrixRTC knows only the error of Synapse up to 1.156, and then asks for less. With newer
 *    ones it joins without a delayed leave, or gives up. If the longest delay is unknown or 0, asking for less would
 *    never end, so the refusal stays as it is.
 * @param longest the longest delay that the homeserver accepts (ms), in case the refusal does not say
 */
export function rewriteForMatrixRtc(refusal: IMatrixApiError, longest?: number): IMatrixApiError {
  if (refusal.http_status === 409) {
    const { error } = refusal.response;
    return {
      ...refusal,
      http_status: 404,
      response: {
        ...refusal.response,
        errcode: "M_NOT_FOUND",
        error: String(error ?? "Delayed event not found"),
      },
    };
  }
  const max = isTooLarge(refusal) ? (longestIn(refusal) ?? longest) : undefined;
  if (!max) return refusal;
  return {
    ...refusal,
    http_status: 400,
    response: {
      ...refusal.response,
      errcode: "M_UNKNOWN",
      error: String(refusal.response.error ?? "The requested delay exceeds the allowed maximum."),
      "org.matrix.msc4140.errcode": "M_MAX_DELAY_EXCEEDED",
      "org.matrix.msc4140.max_delay": max,
    },
  };
}

/** The same, but asks for the longest delay if it matters and the refusal does not name it. */
export async function forMatrixRtc(
  refusal: IMatrixApiError,
  homeserver?: DelayingHomeserver,
): Promise<IMatrixApiError> {
  const isUnclear = isTooLarge(refusal) && longestIn(refusal) === undefined;
  const longest = isUnclear ? await homeserver?.longestDelay().catch(() => undefined) : undefined;
  return rewriteForMatrixRtc(refusal, longest);
}

/**
 * Says whether a homeserver refuses a delay because it is too large. Synapse 1.157 to 1.160 say so only in the error's
 * text.
 */
export function isTooLarge({ http_status, response }: IMatrixApiError): boolean {
  const { errcode, error } = response;
  if (TOO_LARGE.includes(String(errcode))) return true;
  return http_status === 403 && errcode === "M_FORBIDDEN" && /requested delay.*maximum/i.test(String(error));
}

/**
 * @returns the longest delay (ms) that a refusal names: "The requested delay (Nms) exceeds the allowed maximum (Mms)"
 */
function longestIn({ response }: IMatrixApiError): number | undefined {
  const named = response["org.matrix.msc4140.max_delay"] ?? response.max_delay_ms;
  if (typeof named === "number") return asDuration(named);
  const said = /maximum \((\d+) ?ms\)/.exec(String(response.error ?? ""))?.[1];
  return said === undefined ? undefined : asDuration(Number(said));
}
