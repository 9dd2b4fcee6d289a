import { language, type Phrase, text } from "../../src/browser/i18n.ts";

/** How to resolve a phrase that fills a gap in another, and the locale of the clock. */
export interface Wording {
  say: (phrase: Phrase) => string;
  locale: string;
}

/** @returns the browser's own wording */
export function wording(): Wording {
  return { say: (phrase) => text(...phrase), locale: language() };
}
