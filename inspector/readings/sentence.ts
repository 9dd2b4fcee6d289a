import type messages from "../../_locales/en/messages.json";

/**
 * A sentence to be translated: its key in `_locales`, and the values for its gaps, in order. Texts come from pages
 * unchanged, so they must go through `visible` before they are shown. Numbers are formatted in the user's language.
 */
export type Sentence = readonly [key: keyof typeof messages, ...gaps: (string | number)[]];

/** @returns a duration for a gap: in whole seconds; below ten, in tenths */
export function seconds(ms: number): number {
  return ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1_000);
}
