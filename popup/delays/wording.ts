import { language, type Phrase, text } from "../../src/browser/i18n.ts";

/** A way to put a phrase into words for the gap of another, and the language of the clock. */
export interface Wording {
  say: (phrase: Phrase) => string;
  locale: string;
}

/** @returns the browser's own */
export function wording(): Wording {
  return { say: (phrase) => text(...phrase), locale: language() };
}
