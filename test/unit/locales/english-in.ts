import { type Catalogue, countWords, ENGLISH, fragments } from "./catalogues.ts";

/**
 * @returns the shown texts that are an English message, or contain two or more words of one, although the translation
 *   is different
 * @param said JSON that is also shown, in which "restart" is the widget API's word, not Postdate's
 */
export function englishIn(shown: readonly string[], translation: Catalogue, said = ""): string[] {
  const theirOwn = new Set([...said.matchAll(/"([^"]*)"/g)].map(([, text]) => text));
  const theirs = Object.values(translation).map(({ message }) => message);
  const phrases = Object.values(ENGLISH)
    .flatMap(({ message }) => fragments(message))
    .filter((phrase) => countWords(phrase) > 1 && !theirs.some((message) => message.includes(phrase)));
  const whole = new Set(Object.values(ENGLISH).map(({ message }) => message));
  for (const message of theirs) whole.delete(message);
  const isEnglish = (text: string) => whole.has(text) || phrases.some((phrase) => text.includes(phrase));
  return shown.filter((text) => !theirOwn.has(text) && isEnglish(text));
}
