import type { IMatrixApiError, IWidgetApiErrorResponseData } from "matrix-widget-api";

/**
 * A refusal in the words of the reference host, on its way to a widget.
 *
 * `matrixApiError` is what the homeserver answered, where it was the homeserver that refused: MatrixRTC decides by it
 * whether to wait, to schedule anew or to give up.
 */
export class WidgetError extends Error {
  override name = "WidgetError";

  constructor(
    message: string,
    readonly matrixApiError?: IMatrixApiError,
  ) {
    super(message);
  }

  /** @returns the error as it stands under `response` in a reply */
  asResponse(): { error: IWidgetApiErrorResponseData["error"] } {
    return errorResponse(this.message, this.matrixApiError);
  }
}

/** @returns `{ error: { message } }`, with `matrix_api_error` beside the message where there is one */
export function errorResponse(message: string, matrixApiError?: IMatrixApiError) {
  return { error: { message, ...(matrixApiError && { matrix_api_error: matrixApiError }) } };
}
