import { SUPPORTED_API_VERSIONS, versionsIn } from "../../widget-api/versions.ts";
import type { Feature, FeatureAction } from "../feature.ts";
import { CAPABILITIES, GET_ACTION, RTC_TRANSPORTS, VERSION } from "./names.ts";

/** `get_rtc_transports`: asks for the homeserver's call server. */
export const getAction: FeatureAction = {
  asks: ({ action }) => action === GET_ACTION,

  failure: "Unexpected error while getting the RTC transports",

  // The widget's own transport gives up after 10 s (matrix-widget-api, PostmessageTransport.timeoutSeconds).
  answerWithin: 9_500,
};

/** The servers that carry a call's media, as the homeserver names them (MSC4515 for widgets, MSC4143 for clients). */
export const rtcTransports: Feature = {
  id: RTC_TRANSPORTS,
  capabilities: CAPABILITIES,
  version: VERSION,
  // A host's versions show whether it knows the action. The action itself would make it ask its homeserver. The data,
  // which no host reads, distinguishes the probe from a widget's own request.
  probe: { action: SUPPORTED_API_VERSIONS, data: { probe: VERSION } },
  isKnownBy: (answer) => versionsIn(answer)?.includes(VERSION) === true,
  actions: [getAction],
  // It only reads.
  whileUnknown: "pass",
  // A host that lists the version has promised to handle the action itself.
  failuresStand: true,
};
