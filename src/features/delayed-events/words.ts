import type { FeatureWords } from "../feature.ts";
import { DELAYED_EVENTS } from "./names.ts";

/** What the user is asked before a widget may have its events sent later. */
export const delayedEventsWords: FeatureWords = {
  feature: DELAYED_EVENTS,
  question: "delayedEventsQuestion",
  phrase: "delayedEventsPhrase",
  meaning: ["delayedEventsUse", "delayedEventsMeaning"],
};
