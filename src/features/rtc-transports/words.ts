import type { FeatureWords } from "../feature.ts";
import { RTC_TRANSPORTS } from "./names.ts";

/** What the user is asked before a widget may look up the homeserver's call server. */
export const rtcTransportsWords: FeatureWords = {
  feature: RTC_TRANSPORTS,
  question: "rtcTransportsQuestion",
  phrase: "rtcTransportsPhrase",
  meaning: ["rtcTransportsUse", "rtcTransportsMeaning"],
};
