import diff, { type Difference } from "microdiff";
import { isObject } from "../../src/widget-api/message.ts";

/**
 * @returns the differences, by paths. Compares two lists of texts as sets: otherwise a removed capability would appear
 *   as a change of all that follow
 */
export function changesOf(sent: object, delivered: object): Difference[] {
  const [before, after] = withSets(sent, delivered) as [object, object];
  // Payloads come as JSON, which has no cycles.
  return diff(before, after, { cyclesFix: false });
}

/** @returns both values, with sets instead of lists of texts that are at the same place in both */
function withSets(one: unknown, other: unknown): [unknown, unknown] {
  if (isListOfTexts(one) && isListOfTexts(other)) return [setOf(one), setOf(other)];
  if (Array.isArray(one) && Array.isArray(other)) {
    const pairs = one.slice(0, other.length).map((part, index) => withSets(part, other[index]));
    return [
      [...pairs.map(([part]) => part), ...one.slice(pairs.length)],
      [...pairs.map(([, part]) => part), ...other.slice(pairs.length)],
    ];
  }
  if (!isObject(one) || !isObject(other)) return [one, other];
  const pairs = Object.keys(one)
    .filter((key) => Object.hasOwn(other, key))
    .map((key) => [key, withSets(one[key], other[key])] as const);
  return [
    { ...one, ...Object.fromEntries(pairs.map(([key, [part]]) => [key, part])) },
    { ...other, ...Object.fromEntries(pairs.map(([key, [, part]]) => [key, part])) },
  ];
}

const isListOfTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((part) => typeof part === "string");

const setOf = (texts: string[]) => Object.fromEntries(texts.map((part) => [part, part]));
