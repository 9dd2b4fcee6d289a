import { text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import type { Sentence } from "../readings/sentence.ts";

/** @returns a sentence in the user's language; values from pages go through `visible` */
export function wordsOf([key, ...gaps]: Sentence): string {
  return text(key, ...gaps.map((gap) => (typeof gap === "number" ? gap : visible(gap))));
}
