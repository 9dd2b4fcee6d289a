/** Characters that reorder or hide what stands around them, and control characters: https://www.unicode.org/reports/tr9/ */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * An identifier or source text from outside, so that it reads as it is: what would show as nothing, or make the reader
 * see another order, is written as `\u202e`. Line feeds stay. For what people write, such as names, it is too strict.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
