import type { Needle, Query } from "./query.ts";

/** The most places to mark in one text. */
const MOST = 1_000;

/**
 * Finds what to mark in a text that the user reads: the terms that search in texts, but not those that must be absent.
 *
 * @returns the places, in their order and without overlaps: from the first character to after the last
 */
export function placesIn(text: string, { clauses }: Query): [from: number, to: number][] {
  const lower = text.toLowerCase();
  const places: [number, number][] = [];
  for (const { not, test } of clauses.flat())
    if (!not && "needle" in test) places.push(...placesOf(test.needle, text, lower));
  return apart(places.sort(([a], [b]) => a - b));
}

function placesOf(needle: Needle, text: string, lower: string): [number, number][] {
  if ("pattern" in needle) {
    const { regex, piece, gaveUp } = needle.pattern;
    if (gaveUp || text.length > piece) return [];
    const found = [...text.matchAll(new RegExp(regex, "gi"))].slice(0, MOST);
    return found
      .filter(([match]) => match !== "")
      .map(({ 0: match, index }) => [index, index + match.length]);
  }
  // A few letters are longer in lower case, so that every place behind one would be wrong.
  if (lower.length !== text.length || needle.text === "") return [];
  const places: [number, number][] = [];
  for (let at = lower.indexOf(needle.text); at >= 0 && places.length < MOST; ) {
    places.push([at, at + needle.text.length]);
    at = lower.indexOf(needle.text, at + needle.text.length);
  }
  return places;
}

/** Joins places that touch or overlap. */
function apart(sorted: readonly [number, number][]): [number, number][] {
  const joined: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}
