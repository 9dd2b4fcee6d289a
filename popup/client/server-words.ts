import type { Phrase } from "../../src/browser/i18n.ts";
import type { ServerFacts } from "../../src/messaging/views/client.ts";

/** @returns a sentence for each known fact about the homeserver. @param ago, length put a time (ms) into words */
export function serverWords(
  { longest, most, generation, limitedAt, fits }: ServerFacts,
  now: number,
  { ago, length }: { ago: (ms: number) => string; length: (ms: number) => string },
): Phrase[] {
  const words: Phrase[] = [];
  if (longest) words.push(["serverLongest", length(longest)]);
  if (most) words.push(["serverMost", String(most)]);
  if (generation) words.push([generation === "final" ? "serverFinal" : "serverEarly"]);
  if (limitedAt !== undefined) words.push(["serverLimited", ago(Math.max(0, now - limitedAt))]);
  if (fits !== undefined) words.push([fits ? "serverFits" : "serverTooTight"]);
  return words;
}
