import { type Phrase, text } from "../../src/browser/i18n.ts";
import { ago, shortDuration } from "../times.ts";

/** Times in words of the reader's language, for `line-words.ts` and its like. */
export const inWords = {
  /** @param ms how long ago */
  ago: (ms: number): string => ago(ms, text("textLanguage")) ?? text("justNow"),
  /** @param ms a duration; Synapse's own longest is in days */
  length: (ms: number): string => shortDuration(ms, text("textLanguage")),
};

/** @returns phrases as one list, as the reader's language joins them */
export function listOf(phrases: readonly Phrase[]): string {
  return new Intl.ListFormat(text("textLanguage"), { type: "unit", style: "long" }).format(
    phrases.map((phrase) => text(...phrase)),
  );
}
