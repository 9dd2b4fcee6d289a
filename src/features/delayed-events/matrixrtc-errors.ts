import type { IMatrixApiError } from "matrix-widget-api";
import { asDuration } from "../../delayed-events/times.ts";

/** Names for "the delay is too large": Synapse from 1.161 on, and the specification to come. */
const TOO_LARGE = ["ORG.MATRIX.MSC4140_DELAY_TOO_LARGE", "M_DELAY_TOO_LARGE"];

/**
 * A homeserver's refusal in the form that a call survives. All others reach the widget as they are.
 *
 *  - 409: a delayed event of a homeserver that remembers how it ended was sent or cancelled already. To MatrixRTC of
 *    matrix-js-sdk 43 that is fatal; it knows the 404 that homeservers without a memory give, and schedules again, or leaves by a
 *    plain event (js-sdk#5553).
 *  - A delay that is too large: MatrixRTC knows the words of Synapse up to 1.156 alone, and then asks for less. At the newer
 *    ones it joins without a delayed leave, or gives up. Where the longest delay is not known, or is 0, asking for less would
 *    have no end, and the refusal stays as it is.
 * @param longest the longest delay that the homeserver takes (ms), where it is not in the refusal itself
 */
export function inWordsOfMatrixRtc(refusal: IMatrixApiError, longest?: number): IMatrixApiError {
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

/** Says whether a homeserver refuses a delay because it is too large. Synapse 1.157 to 1.160 say so in a sentence alone. */
export function isTooLarge({ http_status, response }: IMatrixApiError): boolean {
  const { errcode, error } = response;
  if (TOO_LARGE.includes(String(errcode))) return true;
  return http_status === 403 && errcode === "M_FORBIDDEN" && /requested delay.*maximum/i.test(String(error));
}

/** @returns the longest delay (ms) that a refusal names: "The requested delay (Nms) exceeds the allowed maximum (Mms)" */
export function longestIn({ response }: IMatrixApiError): number | undefined {
  const named = response["org.matrix.msc4140.max_delay"] ?? response.max_delay_ms;
  if (typeof named === "number") return asDuration(named);
  const said = /maximum \((\d+) ?ms\)/.exec(String(response.error ?? ""))?.[1];
  return said === undefined ? undefined : asDuration(Number(said));
}
