/** The feature's id, which is also stored. */
export const RTC_TRANSPORTS = "rtc-transports";

/** The API version by which a host says that it knows the action (MSC4515). */
export const VERSION = "org.matrix.msc4515";

/** The name of the action; MSC4515 has had no other in released code. */
export const GET_ACTION = "org.matrix.msc4515.get_rtc_transports";

/** The name of the capability that the action needs. */
export const CAPABILITIES = ["org.matrix.msc4515.rtc_transports"] as const;
