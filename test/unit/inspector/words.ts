import messages from "../../../_locales/en/messages.json" with { type: "json" };
import type { Sentence } from "../../../inspector/readings/sentence.ts";
import { fill } from "../../environment/popup/sentences.ts";

/** @returns a sentence as the browser would show it in English */
export function inWords([key, ...gaps]: Sentence): string {
  return fill(messages[key], gaps.map(String));
}
