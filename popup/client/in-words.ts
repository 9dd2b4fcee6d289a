import { type Phrase, text } from "../../src/browser/i18n.ts";
import { ago, shortDuration } from "../times.ts";

/** Times as words in the reader's language, for `line-words.ts` and `server-words.ts`. */
export const inWords = {
  /** @param ms the time since then */
  ago: (ms: number): string => ago(ms, text("textLanguage")) ?? text("justNow"),
  /** @param ms a duration; Synapse's own longest is in days */
  length: (ms: number): string => shortDuration(ms, text("textLanguage")),
};

/** @returns phrases joined as a list in the reader's language */
export function listOf(phrases: readonly Phrase[]): string {
  return new Intl.ListFormat(text("textLanguage"), { type: "unit", style: "long" }).format(
    phrases.map((phrase) => text(...phrase)),
  );
}
