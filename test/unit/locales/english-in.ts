import { type Catalogue, countWords, ENGLISH, fragments } from "./catalogues.ts";

/**
 * @returns those of the shown texts that are an English message, or contain two words and more of one, where the
 *   translation has other words
 */
export function englishIn(shown: readonly string[], translation: Catalogue): string[] {
  const theirs = Object.values(translation).map(({ message }) => message);
  const phrases = Object.values(ENGLISH)
    .flatMap(({ message }) => fragments(message))
    .filter((phrase) => countWords(phrase) > 1 && !theirs.some((message) => message.includes(phrase)));
  const whole = new Set(Object.values(ENGLISH).map(({ message }) => message));
  for (const message of theirs) whole.delete(message);
  return shown.filter((text) => whole.has(text) || phrases.some((phrase) => text.includes(phrase)));
}
