/** Characters that reorder or hide what stands around them, and control characters: https://www.unicode.org/reports/tr9/ */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * An identifier or source text from outside, so that it reads as it is: what would show as nothing, or make the reader
 * see another order, is written as `\u202e`. Line feeds stay. For what people write, such as names, it is too strict.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, "0")}`);
}
