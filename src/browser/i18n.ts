import browser from "webextension-polyfill";
import type messages from "../../_locales/en/messages.json";

/** The name of a sentence in `_locales`. */
export type MessageKey = keyof typeof messages;

/** A sentence for the user that is not put into words yet: its name, and what stands in its gaps, in order. */
export type Phrase = readonly [key: MessageKey, ...gaps: string[]];

/** @returns the sentence in the user's language; the browser falls back to English where `_locales` lacks it */
export function text(...[key, ...gaps]: Phrase): string {
  return browser.i18n.getMessage(key, gaps);
}
