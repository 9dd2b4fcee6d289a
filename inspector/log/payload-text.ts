import type { Leg, Row } from "./row.ts";

/** The payloads' JSON in lower case. Each lives as long as its payload, so the log's budget bounds both. */
const texts = new WeakMap<object, string>();

/**
 * Caches a payload's text for searches: its size needs its JSON anyway.
 * @returns the length of its JSON (UTF-16 units); nothing if it cannot be written as JSON
 */
export function readPayload(payload: object): number | undefined {
  try {
    const json = JSON.stringify(payload);
    texts.set(payload, json.toLowerCase());
    return json.length;
  } catch {
    return undefined;
  }
}

/** Says whether a predicate holds for one of a row's payloads, each as JSON in lower case. */
export function someText({ request, reply, duplicates }: Row, is: (json: string) => boolean): boolean {
  if (isIn(request, is) || isIn(reply, is)) return true;
  return duplicates.length > 0 && duplicates.some((leg) => isIn(leg, is));
}

function isIn(leg: Leg | undefined, is: (json: string) => boolean): boolean {
  if (!leg) return false;
  const { sent, delivered } = leg;
  if (sent?.payload && is(textOf(sent.payload))) return true;
  return delivered !== sent && delivered?.payload !== undefined && is(textOf(delivered.payload));
}

function textOf(payload: object): string {
  const known = texts.get(payload);
  if (known !== undefined) return known;
  readPayload(payload);
  return texts.get(payload) ?? "";
}
