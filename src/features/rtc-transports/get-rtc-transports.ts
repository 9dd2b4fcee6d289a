import type { IMatrixApiError } from "matrix-widget-api";
import { WidgetError } from "../../widget-api/errors.ts";
import type { Performer, WidgetDriver } from "../feature.ts";
import { getAction } from "./feature.ts";
import { CAPABILITIES } from "./names.ts";
import type { RtcTransport } from "./transports.ts";

/** The request that this action makes on the connection to the account's homeserver. */
interface TransportsHomeserver {
  /** @returns nothing if neither the homeserver nor its server name says anything about transports */
  rtcTransports(): Promise<RtcTransport[] | undefined>;
}

/**
 * The details that the reference host adds when its homeserver refuses. With them Element Call turns to its own config
 * at once; without them it asks four more times in half a minute (matrix-js-sdk, calculateRetryBackoff).
 */
function finalNo(http_status: number, errcode: string, error: string): IMatrixApiError {
  return { http_status, http_headers: {}, url: "", response: { errcode, error } };
}

const MISSING = "Missing capability";

/** Looks up the transports in the order and with the errors of ClientWidgetApi.handleRtcTransports. */
export const getRtcTransports: Performer<WidgetDriver<TransportsHomeserver>> = {
  action: getAction,

  async perform(_, driver) {
    const { rights } = driver;
    if (rights.hasRefused(CAPABILITIES))
      throw new WidgetError(MISSING, finalNo(403, "M_FORBIDDEN", "The user has refused this"));
    if (!rights.hasAny(CAPABILITIES)) throw new WidgetError(MISSING);
    const transports = await driver.homeserver().rtcTransports();
    if (!transports)
      throw new WidgetError(
        getAction.failure,
        finalNo(404, "M_NOT_FOUND", "The homeserver names no RTC transports"),
      );
    return { rtc_transports: transports };
  },
};
