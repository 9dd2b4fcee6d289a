import { ConnectionError, HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { OWN_ERRORS } from "../../delayed-events/own-errors.ts";

/** The token has expired, and the client, which may not have noticed, has sent no other. */
export class TokenRunOutError extends Error {
  override name = "TokenRunOutError";

  constructor() {
    super(OWN_ERRORS["token-run-out"]);
  }
}

/** The answer is a web page with a success status: something else answers in front of the homeserver. */
export class WebPageError extends Error {
  override name = "WebPageError";

  constructor() {
    super(OWN_ERRORS["web-page"]);
  }
}

/** Networks answer 511: https://www.rfc-editor.org/rfc/rfc6585#section-6 */
const WANT_A_LOGIN = [401, 403, 407, 511];

/**
 * Says whether an error means that something else answered in the homeserver's place, such as a login page: with a web
 * page, a redirect, or a refusal without a Matrix error.
 */
export function isNotFromHomeserver(error: unknown): boolean {
  if (error instanceof WebPageError) return true;
  if (!(error instanceof HTTPError) || error instanceof MatrixError) return false;
  const { httpStatus = 0 } = error;
  return (httpStatus >= 300 && httpStatus < 400) || WANT_A_LOGIN.includes(httpStatus);
}

/**
 * Says whether an error means that no answer came: the homeserver was not reached, took too long, or got the request
 * while the client was exchanging its token.
 */
export function isNoAnswer(error: unknown): boolean {
  if (error instanceof ConnectionError || error instanceof TokenRunOutError) return true;
  return error instanceof Error && ["AbortError", "TimeoutError"].includes(error.name);
}

/**
 * Says whether an error shows that a request has not reached the homeserver: no answer came, or something in front of
 * it has answered, such as a proxy while the homeserver restarts (502).
 */
export function isUnreached(error: unknown): boolean {
  if (isNoAnswer(error) || isNotFromHomeserver(error)) return true;
  return error instanceof HTTPError && !(error instanceof MatrixError) && (error.httpStatus ?? 0) >= 500;
}

/** Says whether an error means that the homeserver does not know the token, or no longer does. */
export function isUnknownToken(error: unknown): boolean {
  return error instanceof MatrixError && error.errcode === "M_UNKNOWN_TOKEN";
}
