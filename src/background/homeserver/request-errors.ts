import { ConnectionError, HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { OWN_ERRORS } from "../../delayed-events/own-errors.ts";

/** The token has run out, and the client, which may not have noticed, has shown no other. */
export class TokenRunOutError extends Error {
  override name = "TokenRunOutError";

  constructor() {
    super(OWN_ERRORS["token-run-out"]);
  }
}

/** The answer is a web page, and says that all is well: somebody stands in front of the homeserver. */
export class WebPageError extends Error {
  override name = "WebPageError";

  constructor() {
    super(OWN_ERRORS["web-page"]);
  }
}

/** 511 is what networks answer: https://www.rfc-editor.org/rfc/rfc6585#section-6 */
const WANT_A_LOGIN = [401, 403, 407, 511];

/**
 * Says whether an error means that somebody else answered in the homeserver's place, as a login page does: with a web
 * page, by sending us elsewhere, or by refusing in no homeserver's words.
 */
export function isSomebodyElse(error: unknown): boolean {
  if (error instanceof WebPageError) return true;
  if (!(error instanceof HTTPError) || error instanceof MatrixError) return false;
  const { httpStatus = 0 } = error;
  return (httpStatus >= 300 && httpStatus < 400) || WANT_A_LOGIN.includes(httpStatus);
}

/**
 * Says whether an error means that no answer came: the homeserver was not reached, took too long, or was asked while the
 * client was exchanging its token.
 */
export function isNoAnswer(error: unknown): boolean {
  if (error instanceof ConnectionError || error instanceof TokenRunOutError) return true;
  return error instanceof Error && ["AbortError", "TimeoutError"].includes(error.name);
}

/** Says whether an error is the homeserver saying that it does not know the token, or no longer does. */
export function isUnknownToken(error: unknown): boolean {
  return error instanceof MatrixError && error.errcode === "M_UNKNOWN_TOKEN";
}
