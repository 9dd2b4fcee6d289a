import type { IMatrixApiError, IWidgetApiErrorResponseData } from "matrix-widget-api";

/**
 * A refusal with the reference host's error text, on its way to a widget.
 *
 * `matrixApiError` is the homeserver's answer, if the homeserver refused. From it MatrixRTC decides whether to wait, to
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

  /** @returns the error as a reply's `response` */
  asResponse(): { error: IWidgetApiErrorResponseData["error"] } {
    return errorResponse(this.message, this.matrixApiError);
  }
}

/**
 * A gateway's answer when it got none. It replaces the answer of a homeserver that may or may not have accepted an
 * event. MatrixRTC then tries again; after an error without it, MatrixRTC would join a call without a delayed leave
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

/** Says whether a host's error message means that it does not know the action, in any library's wording. */
export function saysUnknown(message: string): boolean {
  return /(un|not? )(known|handle|support|impl|recog|such)/i.test(message);
}

/**
 * @returns the message of an error reply without a homeserver's answer, which means that the host itself has failed
 */
export function failureIn({ response }: { response: Record<string, unknown> }): string | undefined {
  const error = response.error as { message?: unknown; matrix_api_error?: unknown } | undefined;
  return typeof error?.message === "string" && error.matrix_api_error === undefined
    ? error.message
    : undefined;
}
