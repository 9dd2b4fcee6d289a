import type { IMatrixApiError, IWidgetApiErrorResponseData } from "matrix-widget-api";

/**
 * A refusal in the words of the reference host, on its way to a widget.
 *
 * `matrixApiError` is the homeserver's answer, if the homeserver refused. MatrixRTC decides by it whether to wait, to
 * schedule again or to give up.
 */
export class WidgetError extends Error {
  override name = "WidgetError";

  constructor(
    message: string,
    readonly matrixApiError?: IMatrixApiError,
  ) {
    super(message);
  }

  /** @returns the error as it goes under `response` in a reply */
  asResponse(): { error: IWidgetApiErrorResponseData["error"] } {
    return errorResponse(this.message, this.matrixApiError);
  }
}

/**
 * What a gateway answers when it has heard nothing. It replaces the answer of a homeserver that may or may not have
 * accepted an event. MatrixRTC then tries again; at a bare sentence it would join a call without a delayed leave
 * (matrix-js-sdk, MembershipManager.actionUpdateFromNetworkErrorRetry).
 */
export const NO_ANSWER: IMatrixApiError = {
  http_status: 504,
  http_headers: {},
  url: "",
  response: { errcode: "M_UNKNOWN", error: "No answer from the homeserver" },
};

/** @returns `{ error: { message } }`, with `matrix_api_error` beside the message if there is one */
export function errorResponse(message: string, matrixApiError?: IMatrixApiError) {
  return { error: { message, ...(matrixApiError && { matrix_api_error: matrixApiError }) } };
}

/** Says whether a host's error message says that it does not know what it was asked, in any library's words. */
export function saysUnknown(message: string): boolean {
  return /(un|not? )(known|handle|support|impl|recog|such)/i.test(message);
}

/**
 * @returns the message of a reply that is an error without a homeserver's answer beside it: the host itself has
 *   failed
 */
export function failureIn({ response }: { response: Record<string, unknown> }): string | undefined {
  const error = response.error as { message?: unknown; matrix_api_error?: unknown } | undefined;
  return typeof error?.message === "string" && error.matrix_api_error === undefined
    ? error.message
    : undefined;
}
