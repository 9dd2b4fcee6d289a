import type { FeatureWords } from "../feature.ts";
import { STICKY_EVENTS } from "./names.ts";

/** What the user is asked before a widget may send sticky events, and the note that it cannot receive earlier ones. */
export const stickyEventsWords: FeatureWords = {
  feature: STICKY_EVENTS,
  question: "stickyEventsQuestion",
  phrase: "stickyEventsPhrase",
  meaning: ["stickyEventsUse", "stickyEventsMeaning"],
};
