import { text } from "../src/browser/i18n.ts";
import { wordsFor } from "../src/features/features.ts";
import { visible } from "./visible.ts";

/** @returns a feature as a phrase; its id if this version does not know it */
export function phraseOf(feature: string): string {
  const words = wordsFor(feature);
  return words ? text(words.phrase) : visible(feature);
}

/** @returns several features as phrases in one line */
export function phrasesOf(features: readonly string[]): string {
  return features.map(phraseOf).join("; ");
}

/** @returns the features that all rows of a list share; nothing if they differ, so that each row must name its own */
export function featuresInCommon(rows: readonly { features: string[] }[]): string[] | undefined {
  const [first] = rows.map(({ features }) => features);
  const isTheSame = ({ features }: { features: string[] }) =>
    features.length === first?.length && features.every((feature) => first.includes(feature));
  return rows.every(isTheSame) ? first : undefined;
}
