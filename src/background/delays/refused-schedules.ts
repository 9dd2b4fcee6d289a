import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { isOff } from "../../delayed-events/homeserver-answers.ts";
import { isTooLarge } from "../../features/delayed-events/matrixrtc-errors.ts";
import { UnansweredError } from "../homeserver/delayed-events.ts";
import type { Homeserver } from "../homeserver/homeserver.ts";

/** The statuses of refusals about something else: the token, the endpoint, or the number of requests. */
const ABOUT_ELSE = [401, 404, 405, 409, 429];
/** How long the request for the limits may take (ms). */
const WITHIN = 1_500;

/**
 * Finds out what a refusal to schedule means. Each homeserver has its own error for a delay that is too long, and for
 * delayed events that are off; its advertised limits show which it is.
 * @param delay milliseconds
 * @param left how long the widget still waits (ms)
 * @returns the error, or the specification's if the delay is longer than the homeserver allows; and whether no delay is
 *   allowed
 */
export async function meaningOf(
  error: unknown,
  delay: number,
  homeserver: Pick<Homeserver, "longestDelay">,
  left: number,
): Promise<{ error: unknown; isOff: boolean }> {
  const cause = error instanceof UnansweredError ? error.cause : error;
  if (!isUnclear(cause)) return { error, isOff: cause instanceof MatrixError && isOff(cause.data) };
  const longest = left > WITHIN ? await longestAt(homeserver) : undefined;
  const isTooLong = longest !== undefined && longest > 0 && delay > longest;
  return { error: isTooLong ? tooLong(cause, longest) : error, isOff: longest === 0 };
}

/** Says whether an error is a homeserver's refusal with an unknown code. */
function isUnclear(error: unknown): error is MatrixError {
  if (!(error instanceof MatrixError) || isOff(error.data)) return false;
  const { httpStatus = 500 } = error;
  return httpStatus <= 500 && !ABOUT_ELSE.includes(httpStatus) && !isTooLarge(error.asWidgetApiErrorData());
}

async function longestAt(homeserver: Pick<Homeserver, "longestDelay">): Promise<number | undefined> {
  try {
    return await homeserver.longestDelay();
  } catch {
    return undefined;
  }
}

function tooLong({ data, httpStatus, url, event, httpHeaders }: MatrixError, longest: number): MatrixError {
  const said = { ...data, errcode: "M_DELAY_TOO_LARGE", max_delay_ms: longest };
  return new MatrixError(said, httpStatus, url, event, httpHeaders);
}
