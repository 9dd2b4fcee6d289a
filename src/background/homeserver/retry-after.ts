import { HTTPError, MatrixError, safeGetRetryAfterMs } from "matrix-js-sdk/lib/http-api/errors.js";

/**
 * The longest wait that we accept from a homeserver (ms). The widget gets the homeserver's own value, whatever it is.
 */
const LONGEST = 86_400_000;
/** The wait if a homeserver gives no valid one (ms). */
const UNSAID = 1_000;

/** Says whether an error means that there were too many requests, for the homeserver or for a proxy in front of it. */
export function isLimit(error: unknown): error is HTTPError {
  return error instanceof HTTPError && error.isRateLimitError();
}

/**
 * @returns how long the homeserver asks us to wait (ms): from the body, otherwise from `Retry-After`, in seconds or as
 *   a date
 */
export function retryAfter(error: HTTPError): number {
  const said: unknown = error instanceof MatrixError ? error.data.retry_after_ms : undefined;
  const ms = typeof said === "number" && said >= 0 ? said : safeGetRetryAfterMs(error, UNSAID);
  return ms >= 0 ? Math.min(ms, LONGEST) : UNSAID;
}
