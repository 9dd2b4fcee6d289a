import type messages from "../../_locales/en/messages.json";

/**
 * A sentence that has no words yet: its key in `_locales`, and the values for its gaps, in order. Texts are as pages
 * named them: whoever shows them makes them visible first. Numbers are written as the user's language does.
 */
export type Sentence = readonly [key: keyof typeof messages, ...gaps: (string | number)[]];

/** @returns a duration as a gap: in whole seconds, below ten in tenths */
export function seconds(ms: number): number {
  return ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1_000);
}
