import browser from "webextension-polyfill";
import type messages from "../../_locales/en/messages.json";

/** The key of a message in `_locales`. */
export type MessageKey = keyof typeof messages;

/** A message for the user that has no words yet: its key, and the values for its placeholders, in order. */
export type Phrase = readonly [key: MessageKey, ...gaps: string[]];

/** @returns the message in the user's language; the browser falls back to English if `_locales` lacks it */
export function text(...[key, ...gaps]: Phrase): string {
  return browser.i18n.getMessage(key, gaps);
}
