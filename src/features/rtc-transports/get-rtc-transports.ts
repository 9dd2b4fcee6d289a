import type { IMatrixApiError } from "matrix-widget-api";
import { WidgetError } from "../../widget-api/errors.ts";
import type { Performer, WidgetDriver } from "../feature.ts";
import { getAction } from "./feature.ts";
import { CAPABILITIES } from "./names.ts";
import type { RtcTransport } from "./transports.ts";

/** What this needs of the connection to the account's homeserver. */
interface TransportsHomeserver {
  /** @returns nothing if neither the homeserver nor its server name says anything about transports */
  rtcTransports(): Promise<RtcTransport[] | undefined>;
}

/**
 * What the reference host adds where its homeserver does not know the question. Element Call then goes on to its own
 * config at once; without it, it asks four more times in half a minute (matrix-js-sdk, calculateRetryBackoff).
 */
const NONE: IMatrixApiError = {
  http_status: 404,
  http_headers: {},
  url: "",
  response: { errcode: "M_NOT_FOUND", error: "The homeserver names no RTC transports" },
};

/** Looks up the transports in the order and with the errors of ClientWidgetApi.handleRtcTransports. */
export const getRtcTransports: Performer<WidgetDriver<TransportsHomeserver>> = {
  action: getAction,

  async perform(_, driver) {
    if (!driver.rights.hasAny(CAPABILITIES)) throw new WidgetError("Missing capability");
    const transports = await driver.homeserver().rtcTransports();
    if (!transports) throw new WidgetError(getAction.failure, NONE);
    return { rtc_transports: transports };
  },
};
