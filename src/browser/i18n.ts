import browser from "webextension-polyfill";
import type messages from "../../_locales/en/messages.json";

/** The key of a message in `_locales`. */
export type MessageKey = keyof typeof messages;

/** A message for the user before it is worded: its key, and the values for its placeholders, in order. */
export type Phrase = readonly [key: MessageKey, ...gaps: string[]];

const numbers = new Map<string, Intl.NumberFormat>();

/**
 * @param gaps numbers are formatted for the language; pass a number that only names something, such as a line, as text
 * @returns the message in the user's language; the browser falls back to English if `_locales` lacks it
 */
export function text(key: MessageKey, ...gaps: (string | number)[]): string {
  return browser.i18n.getMessage(
    key,
    gaps.map((gap) => (typeof gap === "number" ? inDigits(gap) : gap)),
  );
}

/**
 * @returns the language for dates and numbers in texts: the browser's with its region, such as `en-GB`, which decides
 *   between 12 and 24 hours; the texts' own language if the browser's is another
 */
export function language(): string {
  const words = text("textLanguage");
  const browsers = browser.i18n.getUILanguage();
  return browsers.startsWith(`${words}-`) ? browsers : words;
}

/** @returns a number formatted for the language: "1,204.5", "1.204,5" */
function inDigits(number: number): string {
  const written = language();
  const format = numbers.get(written) ?? new Intl.NumberFormat(written);
  numbers.set(written, format);
  return format.format(number);
}
